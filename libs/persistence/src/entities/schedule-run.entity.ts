import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `schedule_runs`. */
@Entity('schedule_runs')
export class ScheduleRunEntity {
  @PrimaryColumn({ type: 'uuid' })
  schedule_id!: string;

  @PrimaryColumn({ type: 'timestamptz' })
  fire_time!: Date;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'text' })
  trigger!: string;

  @Column({ type: 'text' })
  status!: string;

  @Column({ type: 'text', nullable: true })
  skip_reason!: string | null;

  @Column({ type: 'text', nullable: true })
  error_code!: string | null;

  @Column({ type: 'text', nullable: true })
  error_message!: string | null;

  @Column({ type: 'uuid', nullable: true })
  task_id!: string | null;

  @Column({ type: 'uuid', nullable: true })
  workflow_id!: string | null;

  @Column({ type: 'int', default: () => `0` })
  missed_count!: number;

  @Column({ type: 'timestamptz' })
  due_at!: Date;

  @Column({ type: 'timestamptz', default: () => `clock_timestamp()` })
  fired_at!: Date;

  @Column({ type: 'text', nullable: true })
  cron_expression!: string | null;

  @Column({ type: 'text', nullable: true })
  timezone!: string | null;

  @Column({ type: 'int' })
  schedule_version!: number;
}
