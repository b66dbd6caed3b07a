import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `workflow_events`. */
@Entity('workflow_events')
export class WorkflowEventEntity {
  @PrimaryColumn({ type: 'uuid' })
  workflow_id!: string;

  @PrimaryColumn({ type: 'int' })
  seq!: number;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text', nullable: true })
  path!: string | null;

  @Column({ type: 'text', nullable: true })
  from_status!: string | null;

  @Column({ type: 'text', nullable: true })
  to_status!: string | null;

  @Column({ type: 'int', nullable: true })
  attempt!: number | null;

  @Column({ type: 'text' })
  actor!: string;

  @Column({ type: 'timestamptz', default: () => `clock_timestamp()` })
  at!: Date;

  @Column({ type: 'jsonb', nullable: true })
  data!: unknown;
}
