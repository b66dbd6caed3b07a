import type { AttemptOutcome, ErrorClass, OutcomeDecision, RunningTaskFacts } from '@cadre/domain';
import type { LeasedRow } from './sql/leased-row';

/** A locked task whose lease is live. */
export type LiveRow = LeasedRow & { readonly lease_token: string; readonly status: RunningTaskFacts['status'] };

/** How an attempt stands in the history. */
export type AttemptEnd = 'completed' | 'failed' | 'timeout' | 'worker_lost' | 'handed_back' | 'cancelled' | 'waiting';

export interface AttemptError {
  readonly code: string;
  readonly class: ErrorClass;
  readonly message: string;
}

/** What models cost, summed up. */
export interface Usage {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  /** Millionths of a US dollar. */
  readonly cost_micro_usd?: number;
}

/** A decided end of an attempt, ready to be written. */
export interface EndedAttempt {
  readonly row: LiveRow;
  readonly outcome: AttemptOutcome;
  readonly decision: OutcomeDecision;
  readonly actor: string;
  /** What the attempt itself met; a decision may name another code (attempts exhausted). */
  readonly error: AttemptError | null;
  /** Tells a repeated report from a different one; null for an end that nobody reported. */
  readonly digest: string | null;
  readonly durationMs: number | null;
  readonly usage: Usage | null;
  /** Undefined: the one the task was accepted with. */
  readonly agentVersion?: string;
  /** Why, where the outcome alone does not say. */
  readonly reason?: string;
}

/** The facts of a locked row that an outcome is decided on. */
export function runningFacts(row: LiveRow): RunningTaskFacts {
  return {
    status: row.status,
    leaseNo: row.lease_no,
    failuresCounted: row.failures_counted,
    maxRetries: row.max_retries,
    policy: row.retry_policy,
    cancelRequested: row.cancel_requested,
  };
}

/** Whether a locked row still has the lease that an end is about. */
export function isLive(row: LeasedRow): row is LiveRow {
  return row.lease_token !== null && (row.status === 'claimed' || row.status === 'running');
}
