import type { ApprovalStatus } from '@cadre/persistence';
import { PageAnswer } from '../http/page-answer';
import { PayloadError } from '../http/payload-error';
import { Shown, ShownId, ShownTime } from '../http/shown';

export const APPROVAL_STATUSES = ['pending', 'approved', 'rejected', 'closed'] as const satisfies ApprovalStatus[];

/** A call of a tool that a person has to agree to. */
export class ApprovalItem {
  @ShownId()
  approval_id!: string;

  @Shown({
    type: 'string',
    enum: [...APPROVAL_STATUSES],
    description: 'closed: nobody has decided, and nobody is asked any more',
  })
  status!: ApprovalStatus;

  @ShownId()
  task_id!: string;

  @Shown({ type: 'string' })
  agent_id!: string;

  @Shown({ type: 'string' })
  team!: string;

  @Shown({ type: 'string' })
  tenant!: string;

  @Shown({ type: 'string', nullable: true })
  submitted_by_email!: string | null;

  @Shown({ type: 'integer', description: 'The attempt that asked' })
  attempt!: number;

  @Shown({ type: 'string' })
  tool!: string;

  @Shown({ type: 'string', description: 'SHA-256 over the task, the call, the tool and its arguments' })
  request_hash!: string;

  @Shown({ type: 'boolean', description: 'Whoever submitted the task may not decide' })
  four_eyes!: boolean;

  @ShownTime()
  requested_at!: Date;

  @ShownTime()
  expires_at!: Date;

  @ShownTime({ nullable: true })
  decided_at!: Date | null;

  @Shown({ type: 'string', nullable: true })
  decided_by!: string | null;
}

/** GET /approvals/{id} */
export class ApprovalAnswer extends ApprovalItem {
  @Shown({ description: 'What the tool would be called with: any JSON', nullable: true })
  arguments!: unknown;

  @Shown({ type: PayloadError, required: false, description: 'The arguments are there but cannot be opened' })
  arguments_error?: PayloadError;

  @Shown({ type: 'string', nullable: true })
  comment!: string | null;
}

/** GET /approvals */
export class ApprovalList extends PageAnswer {
  @Shown({ type: [ApprovalItem] })
  approvals!: ApprovalItem[];
}
