import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `task_events`. */
@Entity('task_events')
export class TaskEventEntity {
  @PrimaryColumn({ type: 'uuid' })
  task_id!: string;

  @PrimaryColumn({ type: 'int' })
  seq!: number;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text', nullable: true })
  from_status!: string | null;

  @Column({ type: 'text', nullable: true })
  to_status!: string | null;

  @Column({ type: 'int', default: () => `0` })
  lease_no!: number;

  @Column({ type: 'text' })
  actor!: string;

  @Column({ type: 'timestamptz', default: () => `clock_timestamp()` })
  at!: Date;

  @Column({ type: 'jsonb', nullable: true })
  data!: unknown;

  @Column({ type: 'text', nullable: true })
  trace_id!: string | null;
}
