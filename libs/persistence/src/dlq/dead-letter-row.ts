import type { AttemptRow } from '../task/read/task-details';

export type DeadLetterState = 'open' | 'resubmitted' | 'discarded';

/** A task that will not be tried again unless somebody says so. */
export interface DeadLetterRow {
  readonly dlq_id: string;
  readonly task_id: string;
  readonly agent_id: string;
  readonly team: string;
  readonly tenant: string;
  readonly error_code: string;
  readonly error_class: string;
  readonly error_message: string;
  readonly fingerprint: string;
  readonly attempts: number;
  readonly retry_count: number;
  readonly submitted_at: Date;
  readonly failed_at: Date;
  readonly state: DeadLetterState;
  readonly new_task_id: string | null;
  readonly resubmitted_at: Date | null;
  readonly resolved_by: string | null;
}

/** One dead letter with what it takes to judge it. */
export interface DeadLetterDetails extends DeadLetterRow {
  readonly priority: number | null;
  /** Undefined when they are gone or do not open. */
  readonly parameters: unknown;
  readonly stack_trace: string | null;
  readonly attempt_list: readonly AttemptRow[];
}

/** Dead letters of one agent with the same error. */
export interface DeadLetterGroup {
  readonly agent_id: string;
  readonly team: string;
  readonly fingerprint: string;
  readonly error_code: string;
  readonly error_class: string;
  readonly count: number;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly sample_message: string;
  readonly sample_dlq_id: string;
}

export interface DeadLetterFilter {
  readonly agent_id?: string;
  readonly team?: string;
  readonly error_class?: string;
  readonly error_code?: string;
  readonly state?: DeadLetterState;
  readonly fingerprint?: string;
  /** Times of the failure. */
  readonly since?: Date;
  readonly until?: Date;
}

/** The columns of a DeadLetterRow, out of `dlq_tasks AS dead`. */
export const DEAD_LETTER_COLUMNS = `
  dead.dlq_id, dead.task_id, dead.agent_id, dead.team, dead.tenant, dead.error_code, dead.error_class,
  dead.error_message, dead.fingerprint, dead.attempts, dead.retry_count, dead.submitted_at, dead.failed_at, dead.state,
  dead.new_task_id, dead.resubmitted_at, dead.resolved_by`;
