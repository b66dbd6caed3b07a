import { assertNever } from '../assert-never';
import { retryDelayMs } from '../retry/retry-delay';
import type { RetryPolicy } from '../retry/retry-policy';
import { ErrorClass, isRetryable } from './error-class';
import { TaskStatus } from './task-status';

/** No task gets more leases than this, counted or not. */
export const MAX_LEASES = 100;

/** A provider may ask for more patience than this; it does not get it. */
export const MAX_RETRY_AFTER_SECONDS = 86_400;

export interface RunningTaskFacts {
  readonly status: 'claimed' | 'running';
  readonly leaseNo: number;
  /** Failures counted before this attempt. */
  readonly failuresCounted: number;
  readonly maxRetries: number;
  readonly policy: RetryPolicy;
  readonly cancelRequested: boolean;
}

/** How an attempt ended, as its worker or the reaper tells it. */
export type AttemptOutcome =
  | { readonly kind: 'completed' }
  | {
      readonly kind: 'failed';
      readonly errorClass: ErrorClass;
      readonly errorCode: string;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: 'handed_back'; readonly reason: string }
  | { readonly kind: 'cancelled' }
  /** Somebody else will say how it goes on; meanwhile no lease is held. */
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'worker_lost' };

/** The one move that follows from an outcome. `counted`: the attempt counts as a failure. */
export type OutcomeDecision =
  | { readonly event: 'completed'; readonly to: 'completed'; readonly counted: false }
  | { readonly event: 'cancelled'; readonly to: 'cancelled'; readonly counted: false }
  | { readonly event: 'handed_back'; readonly to: 'pending'; readonly counted: false }
  | { readonly event: 'waiting'; readonly to: 'waiting'; readonly counted: false }
  | (Failure & { readonly event: 'retry_scheduled'; readonly to: 'retry'; readonly delayMs: number })
  | (Failure & { readonly event: 'failed'; readonly to: 'failed'; readonly deadLetter: true })
  | (Failure & { readonly event: 'timed_out'; readonly to: 'timeout'; readonly deadLetter: true });

interface Failure {
  readonly counted: true;
  readonly errorClass: ErrorClass;
  readonly errorCode: string;
}

type FailedOutcome = Extract<AttemptOutcome, { kind: 'failed' }>;

const COMPLETED = { event: 'completed', to: 'completed', counted: false } as const;
const CANCELLED = { event: 'cancelled', to: 'cancelled', counted: false } as const;
const WAITING = { event: 'waiting', to: 'waiting', counted: false } as const;
const HANDED_BACK = { event: 'handed_back', to: 'pending', counted: false } as const;

const LOST: FailedOutcome = { kind: 'failed', errorClass: ErrorClass.WorkerLost, errorCode: 'WORKER_LOST' };
/** A completion of an attempt that never started has no legal move: its session broke the protocol. */
const NOT_STARTED: FailedOutcome = { kind: 'failed', errorClass: ErrorClass.Transient, errorCode: 'NOT_STARTED' };

/**
 * Decides what an attempt's end means for its task. Total: every combination gives a move that is in the table.
 *
 * @param random a number in [0, 1) for the jitter of the retry delay
 */
export function decideOutcome(task: RunningTaskFacts, outcome: AttemptOutcome, random: number): OutcomeDecision {
  const completed = outcome.kind === 'completed' && task.status === TaskStatus.Running;
  if (completed) return COMPLETED;
  if (task.cancelRequested) return CANCELLED;
  switch (outcome.kind) {
    case 'completed':
      return decideFailure(task, NOT_STARTED, random);
    case 'waiting':
      if (task.status !== TaskStatus.Running) return decideFailure(task, NOT_STARTED, random);
      // What wakes it needs another lease.
      return task.leaseNo >= MAX_LEASES ? exhausted(ErrorClass.Permanent) : WAITING;
    case 'failed':
      return decideFailure(task, outcome, random);
    case 'worker_lost':
      return decideFailure(task, LOST, random);
    // An agent that stopped "because it was cancelled" without anybody having asked has merely stopped.
    case 'cancelled':
    case 'handed_back':
      return task.leaseNo >= MAX_LEASES ? exhausted(ErrorClass.Permanent) : HANDED_BACK;
    default:
      return assertNever(outcome);
  }
}

function decideFailure(task: RunningTaskFacts, failure: FailedOutcome, random: number): OutcomeDecision {
  const { errorClass, errorCode } = failure;
  const failures = task.failuresCounted + 1;
  if (!isRetryable(errorClass) || failures > task.maxRetries) return ended(errorClass, errorCode);
  if (task.leaseNo >= MAX_LEASES) return exhausted(errorClass);
  const delayMs = Math.max(retryDelayMs(task.policy, failures, random), retryAfterMs(failure));
  return { event: 'retry_scheduled', to: 'retry', counted: true, errorClass, errorCode, delayMs };
}

function ended(errorClass: ErrorClass, errorCode: string): OutcomeDecision {
  const failure = { counted: true, deadLetter: true, errorClass, errorCode } as const;
  return errorClass === ErrorClass.Timeout
    ? { ...failure, event: 'timed_out', to: 'timeout' }
    : { ...failure, event: 'failed', to: 'failed' };
}

function exhausted(errorClass: ErrorClass): OutcomeDecision {
  return {
    event: 'failed',
    to: 'failed',
    counted: true,
    deadLetter: true,
    errorClass,
    errorCode: 'ATTEMPTS_EXHAUSTED',
  };
}

function retryAfterMs({ retryAfterSeconds = 0 }: FailedOutcome): number {
  const seconds = Number.isNaN(retryAfterSeconds) ? 0 : retryAfterSeconds;
  return Math.round(1000 * Math.min(Math.max(0, seconds), MAX_RETRY_AFTER_SECONDS));
}
