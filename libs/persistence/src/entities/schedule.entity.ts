import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `scheduled_tasks`. */
@Entity('scheduled_tasks')
export class ScheduleEntity {
  @PrimaryColumn({ type: 'uuid' })
  schedule_id!: string;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'uuid' })
  created_by!: string;

  @Column({ type: 'text', nullable: true })
  created_by_email!: string | null;

  @Column({ type: 'text', nullable: true })
  name!: string | null;

  @Column({ type: 'text' })
  schedule_type!: string;

  @Column({ type: 'text' })
  target_kind!: string;

  @Column({ type: 'text', nullable: true })
  agent_id!: string | null;

  @Column({ type: 'text', nullable: true })
  template!: string | null;

  @Column({ type: 'int', nullable: true })
  template_version!: number | null;

  @Column({ type: 'text' })
  sealed_payload!: string;

  @Column({ type: 'jsonb', default: () => `'{}'::jsonb` })
  task_options!: object;

  @Column({ type: 'uuid', array: true, default: () => `'{}'::uuid[]` })
  input_artifacts!: string[];

  @Column({ type: 'timestamptz', nullable: true })
  execute_at!: Date | null;

  @Column({ type: 'text', nullable: true })
  cron_expression!: string | null;

  @Column({ type: 'text', default: () => `'UTC'::text` })
  timezone!: string;

  @Column({ type: 'text' })
  misfire_policy!: string;

  @Column({ type: 'text' })
  overlap_policy!: string;

  @Column({ type: 'int', default: () => `0` })
  jitter_seconds!: number;

  @Column({ type: 'text' })
  status!: string;

  @Column({ type: 'text', nullable: true })
  pause_reason!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  next_fire_time!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  next_execution!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  last_execution!: Date | null;

  @Column({ type: 'int', default: () => `0` })
  consecutive_failures!: number;

  @Column({ type: 'int', default: () => `1` })
  row_version!: number;

  @Column({ type: 'timestamptz', default: () => `now()` })
  created_at!: Date;

  @Column({ type: 'timestamptz', default: () => `now()` })
  updated_at!: Date;
}
