import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `tasks`. */
@Entity('tasks')
export class TaskEntity {
  @PrimaryColumn({ type: 'uuid' })
  task_id!: string;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'text' })
  agent_id!: string;

  @Column({ type: 'text' })
  team!: string;

  @Column({ type: 'uuid' })
  submitted_by!: string;

  @Column({ type: 'text', nullable: true })
  submitted_by_email!: string | null;

  @Column({ type: 'smallint' })
  priority!: number;

  /** The one it was given, while ageing has raised it. */
  @Column({ type: 'smallint', nullable: true })
  base_priority!: number | null;

  @Column({ type: 'bigint', default: () => `nextval('task_submit_no'::regclass)` })
  submit_no!: string;

  @Column({ type: 'text' })
  status!: string;

  @Column({ type: 'int', default: () => `0` })
  dispatch_no!: number;

  @Column({ type: 'int', default: () => `0` })
  event_seq!: number;

  @Column({ type: 'int', default: () => `0` })
  lease_no!: number;

  @Column({ type: 'text', nullable: true })
  worker_id!: string | null;

  @Column({ type: 'uuid', nullable: true })
  lease_token!: string | null;

  @Column({ type: 'uuid', nullable: true })
  claim_id!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  lease_expires_at!: Date | null;

  @Column({ type: 'int', default: () => `0` })
  failures_counted!: number;

  @Column({ type: 'int' })
  max_retries!: number;

  @Column({ type: 'jsonb' })
  retry_policy!: unknown;

  @Column({ type: 'timestamptz' })
  available_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  expires_at!: Date | null;

  @Column({ type: 'int' })
  timeout_seconds!: number;

  @Column({ type: 'int' })
  soft_timeout_seconds!: number;

  @Column({ type: 'smallint', default: () => `0` })
  progress!: number;

  @Column({ type: 'text', nullable: true })
  current_step!: string | null;

  @Column({ type: 'text', nullable: true })
  progress_message!: string | null;

  @Column({ type: 'text', nullable: true })
  error_code!: string | null;

  @Column({ type: 'text', nullable: true })
  error_class!: string | null;

  @Column({ type: 'text', nullable: true })
  error_message!: string | null;

  @Column({ type: 'text', nullable: true })
  dedupe_key!: string | null;

  @Column({ type: 'text', array: true, default: () => `'{}'::text[]` })
  tags!: string[];

  @Column({ type: 'jsonb', nullable: true })
  metadata!: unknown;

  @Column({ type: 'uuid', array: true, default: () => `'{}'::uuid[]` })
  input_artifacts!: string[];

  @Column({ type: 'timestamptz', default: () => `now()` })
  submitted_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  execute_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  queued_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  started_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  completed_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  cancel_requested_at!: Date | null;

  @Column({ type: 'text', nullable: true })
  cancel_requested_by!: string | null;

  @Column({ type: 'uuid', nullable: true })
  parent_task_id!: string | null;

  @Column({ type: 'uuid', nullable: true })
  retried_from!: string | null;

  @Column({ type: 'text', nullable: true })
  agent_version!: string | null;

  @Column({ type: 'text', nullable: true })
  worker_host!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  usage!: unknown;

  @Column({ type: 'text', nullable: true })
  trace_parent!: string | null;

  /** The step of a workflow it is for. */
  @Column({ type: 'uuid', nullable: true })
  workflow_id!: string | null;

  @Column({ type: 'text', nullable: true })
  workflow_path!: string | null;

  @Column({ type: 'int', nullable: true })
  workflow_attempt!: number | null;

  @Column({ type: 'timestamptz', default: () => `now()` })
  updated_at!: Date;
}
