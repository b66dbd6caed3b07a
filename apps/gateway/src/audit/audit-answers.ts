import { CountedPageAnswer } from '../http/page-answer';
import { Shown, ShownId, ShownTime } from '../http/shown';

/** One entry of the audit log. */
export class AuditItem {
  @ShownId()
  audit_id!: string;

  @ShownTime()
  timestamp!: Date;

  @Shown({ type: 'string' })
  event_type!: string;

  @Shown({ type: 'string', enum: ['ok', 'failed', 'denied'] })
  outcome!: string;

  @ShownId({ nullable: true })
  user_id!: string | null;

  @Shown({ type: 'string', nullable: true })
  email!: string | null;

  @Shown({ type: 'string', nullable: true })
  tenant!: string | null;

  @ShownId({ nullable: true })
  task_id!: string | null;

  @Shown({ type: 'string', nullable: true })
  agent_id!: string | null;

  @Shown({ type: 'string', nullable: true })
  priority!: string | null;

  @Shown({ type: 'string', nullable: true })
  object_type!: string | null;

  @Shown({ type: 'string', nullable: true })
  object_id!: string | null;

  @Shown({ type: 'string', nullable: true })
  ip_address!: string | null;

  @Shown({ type: 'string', nullable: true })
  user_agent!: string | null;

  @Shown({ type: 'string', nullable: true })
  correlation_id!: string | null;

  @Shown({ type: 'object', additionalProperties: true, nullable: true })
  data!: Record<string, unknown> | null;
}

/** GET /audit */
export class AuditPage extends CountedPageAnswer {
  @Shown({ type: [AuditItem] })
  audit!: AuditItem[];
}
