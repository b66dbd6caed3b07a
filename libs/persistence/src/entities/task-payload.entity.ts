import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `task_payloads`. */
@Entity('task_payloads')
export class TaskPayloadEntity {
  @PrimaryColumn({ type: 'uuid' })
  task_id!: string;

  @PrimaryColumn({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  sealed!: string;

  @Column({ type: 'timestamptz', default: () => `now()` })
  created_at!: Date;
}
