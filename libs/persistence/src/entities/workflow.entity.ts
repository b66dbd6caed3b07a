import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `workflows`. */
@Entity('workflows')
export class WorkflowEntity {
  @PrimaryColumn({ type: 'uuid' })
  workflow_id!: string;

  @Column({ type: 'text', nullable: true })
  external_id!: string | null;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'uuid' })
  submitted_by!: string;

  @Column({ type: 'text', nullable: true })
  submitted_by_email!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'uuid', nullable: true })
  template_id!: string | null;

  @Column({ type: 'int', nullable: true })
  template_version!: number | null;

  @Column({ type: 'text' })
  sealed_definition!: string;

  @Column({ type: 'text' })
  sealed_inputs!: string;

  @Column({ type: 'text', nullable: true })
  sealed_output!: string | null;

  @Column({ type: 'text', default: () => `'running'` })
  status!: string;

  @Column({ type: 'boolean', default: () => `false` })
  compensating!: boolean;

  @Column({ type: 'int', default: () => `0` })
  restarts!: number;

  @Column({ type: 'boolean', default: () => `false` })
  restarting!: boolean;

  @Column({ type: 'int' })
  total_steps!: number;

  @Column({ type: 'int', default: () => `0` })
  completed_steps!: number;

  @Column({ type: 'int', default: () => `0` })
  running_steps!: number;

  @Column({ type: 'int', default: () => `0` })
  waiting_steps!: number;

  @Column({ type: 'int', default: () => `0` })
  event_seq!: number;

  @Column({ type: 'int', default: () => `0` })
  done_seq!: number;

  @Column({ type: 'timestamptz', nullable: true })
  cancel_requested_at!: Date | null;

  @Column({ type: 'text', nullable: true })
  cancel_requested_by!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  paused_at!: Date | null;

  @Column({ type: 'text', nullable: true })
  paused_by!: string | null;

  @Column({ type: 'text', nullable: true })
  error_path!: string | null;

  @Column({ type: 'text', nullable: true })
  error_code!: string | null;

  @Column({ type: 'text', nullable: true })
  error_message!: string | null;

  @Column({ type: 'uuid', nullable: true })
  parent_workflow_id!: string | null;

  @Column({ type: 'text', nullable: true })
  parent_path!: string | null;

  @Column({ type: 'int', nullable: true })
  parent_attempt!: number | null;

  @Column({ type: 'int', default: () => `1` })
  level!: number;

  @Column({ type: 'text', nullable: true })
  trace_parent!: string | null;

  @Column({ type: 'timestamptz', default: () => `now()` })
  submitted_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  completed_at!: Date | null;

  @Column({ type: 'timestamptz', default: () => `now()` })
  updated_at!: Date;

  @Column({ type: 'int', default: () => `0` })
  fold_no!: number;

  @Column({ type: 'timestamptz', nullable: true })
  outputs_expired_at!: Date | null;
}
