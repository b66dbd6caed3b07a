import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `audit_log`. */
@Entity('audit_log')
export class AuditLogEntryEntity {
  @PrimaryColumn({ type: 'uuid' })
  audit_id!: string;

  @PrimaryColumn({ type: 'timestamptz' })
  timestamp!: Date;

  @Column({ type: 'text' })
  event_type!: string;

  @Column({ type: 'text', default: () => `'ok'::text` })
  outcome!: string;

  @Column({ type: 'uuid', nullable: true })
  user_id!: string | null;

  @Column({ type: 'text', nullable: true })
  tenant!: string | null;

  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Column({ type: 'uuid', nullable: true })
  task_id!: string | null;

  @Column({ type: 'text', nullable: true })
  agent_id!: string | null;

  @Column({ type: 'text', nullable: true })
  priority!: string | null;

  @Column({ type: 'text', nullable: true })
  object_type!: string | null;

  @Column({ type: 'text', nullable: true })
  object_id!: string | null;

  @Column({ type: 'inet', nullable: true })
  ip_address!: string | null;

  @Column({ type: 'text', nullable: true })
  user_agent!: string | null;

  @Column({ type: 'text', nullable: true })
  correlation_id!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  data!: unknown;
}
