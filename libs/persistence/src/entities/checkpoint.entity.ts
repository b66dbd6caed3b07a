import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `checkpoints`. */
@Entity('checkpoints')
export class CheckpointEntity {
  @PrimaryColumn({ type: 'uuid' })
  task_id!: string;

  @Column({ type: 'int' })
  lease_no!: number;

  @Column({ type: 'text' })
  sealed!: string;

  @Column({ type: 'timestamptz', default: () => `now()` })
  updated_at!: Date;
}
