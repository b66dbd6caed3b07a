import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `task_history`. */
@Entity('task_history')
export class TaskAttemptEntity {
  @PrimaryColumn({ type: 'uuid' })
  task_id!: string;

  @PrimaryColumn({ type: 'int' })
  lease_no!: number;

  @Column({ type: 'text' })
  agent_id!: string;

  @Column({ type: 'text' })
  team!: string;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'text', nullable: true })
  worker_id!: string | null;

  @Column({ type: 'text' })
  outcome!: string;

  @Column({ type: 'text', nullable: true })
  error_code!: string | null;

  @Column({ type: 'text', nullable: true })
  error_class!: string | null;

  @Column({ type: 'text', nullable: true })
  error_message!: string | null;

  @Column({ type: 'boolean' })
  counted!: boolean;

  @Column({ type: 'timestamptz', nullable: true })
  started_at!: Date | null;

  @Column({ type: 'timestamptz', default: () => `now()` })
  finished_at!: Date;

  @Column({ type: 'int', nullable: true })
  duration_ms!: number | null;

  @Column({ type: 'int', nullable: true })
  queue_wait_ms!: number | null;

  @Column({ type: 'text', nullable: true })
  agent_version!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  usage!: unknown;

  @Column({ type: 'uuid', nullable: true })
  lease_token!: string | null;

  @Column({ type: 'text', nullable: true })
  outcome_digest!: string | null;
}
