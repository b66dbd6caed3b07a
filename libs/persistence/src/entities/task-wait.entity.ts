import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `task_waits`. */
@Entity('task_waits')
export class TaskWaitEntity {
  @PrimaryColumn({ type: 'uuid' })
  task_id!: string;

  @Column({ type: 'int' })
  lease_no!: number;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'text', unique: true })
  token_hash!: string;

  @Column({ type: 'text', nullable: true })
  sealed_secret!: string | null;

  @Column({ type: 'timestamptz', default: () => `now()` })
  created_at!: Date;

  @Column({ type: 'timestamptz' })
  expires_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  answered_at!: Date | null;

  @Column({ type: 'text', array: true, default: () => `'{}'::text[]` })
  answer_ids!: string[];
}
