import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One row of `workflow_inbox`. */
@Entity('workflow_inbox')
export class WorkflowInboxEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  inbox_id!: string;

  @Column({ type: 'uuid' })
  workflow_id!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text', nullable: true })
  path!: string | null;

  @Column({ type: 'int', nullable: true })
  attempt!: number | null;

  @Column({ type: 'uuid', nullable: true })
  task_id!: string | null;

  @Column({ type: 'text', nullable: true })
  status!: string | null;

  @Column({ type: 'text', nullable: true })
  error_code!: string | null;

  @Column({ type: 'text', nullable: true })
  error_message!: string | null;

  @Column({ type: 'timestamptz', default: () => `clock_timestamp()` })
  created_at!: Date;
}
