import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `dlq_tasks`. */
@Entity('dlq_tasks')
export class DeadLetterEntity {
  @PrimaryColumn({ type: 'uuid' })
  dlq_id!: string;

  @Column({ type: 'uuid' })
  task_id!: string;

  @Column({ type: 'text' })
  agent_id!: string;

  @Column({ type: 'text' })
  team!: string;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'text' })
  error_code!: string;

  @Column({ type: 'text' })
  error_class!: string;

  @Column({ type: 'text' })
  error_message!: string;

  @Column({ type: 'text' })
  fingerprint!: string;

  @Column({ type: 'int' })
  attempts!: number;

  @Column({ type: 'int' })
  retry_count!: number;

  @Column({ type: 'timestamptz' })
  submitted_at!: Date;

  @Column({ type: 'timestamptz', default: () => `now()` })
  failed_at!: Date;

  @Column({ type: 'text', default: () => `'open'::text` })
  state!: string;

  @Column({ type: 'uuid', nullable: true })
  new_task_id!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  resubmitted_at!: Date | null;

  @Column({ type: 'uuid', nullable: true })
  resolved_by!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  mirrored_at!: Date | null;
}
