import type { Opened } from '../task/read/open-sealed';

/** `closed`: nobody has decided, and nobody is asked any more: the task was cancelled, or time ran out. */
export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'closed';

/** What a person is asked on behalf of a task. */
export interface ApprovalRow {
  readonly approval_id: string;
  readonly status: ApprovalStatus;
  readonly task_id: string;
  readonly agent_id: string;
  readonly team: string;
  readonly tenant: string;
  readonly submitted_by: string;
  readonly submitted_by_email: string | null;
  readonly lease_no: number;
  readonly tool: string;
  readonly request_hash: string;
  readonly four_eyes: boolean;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
}

/** The same with what was sealed. */
export interface ApprovalDetails extends ApprovalRow {
  readonly arguments: Opened<unknown>;
  readonly comment: Opened<string>;
}

export interface ApprovalPage {
  readonly approvals: readonly ApprovalRow[];
  readonly total: number;
}

export interface ApprovalQuery {
  /** Undefined: whatever became of them. */
  readonly status?: ApprovalStatus | undefined;
  readonly limit: number;
  readonly offset: number;
}
