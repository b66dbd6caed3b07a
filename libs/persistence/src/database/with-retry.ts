import { setTimeout as delay } from 'node:timers/promises';
import { isRetryableConflict } from './classify-error';
import { CommitUnknownError, DatabaseUnavailableError } from './errors';

export interface RetryOptions {
  /** How often a deadlock or serialisation failure is tried in all. 1 switches repeating off. */
  readonly attempts?: number;
  /** Whether to run again when the outcome of COMMIT is unknown: only for bodies that do the same again by their ids. */
  readonly rerunUnknownCommit?: boolean;
}

const CONFLICT_ATTEMPTS = 4;
const CONFLICT_PAUSE_MS = 5;
/** Together a little over three seconds: a database that restarts is back by then, or the caller hears that it is away. */
const UNKNOWN_COMMIT_ATTEMPTS = 8;
const UNKNOWN_COMMIT_PAUSE_MS = 25;

/**
 * Runs `work`, again after a deadlock (40P01) or a serialisation failure (40001). Callers that hold a batch try it once
 * more row by row when this gives up.
 */
export async function withRetry<T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  let unsure = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      unsure ||= error instanceof CommitUnknownError && options.rerunUnknownCommit === true;
      const conflict = isRetryableConflict(error);
      // Once a commit is in doubt, the way back to the database is part of finding out.
      const lookAgain = unsure && error instanceof DatabaseUnavailableError;
      const attempts = conflict ? (options.attempts ?? CONFLICT_ATTEMPTS) : lookAgain ? UNKNOWN_COMMIT_ATTEMPTS : 1;
      if (attempt >= attempts) throw error;
      await delay(pauseMs(attempt, conflict ? CONFLICT_PAUSE_MS : UNKNOWN_COMMIT_PAUSE_MS));
    }
  }
}

/** Grows, and differs between those that collided. */
function pauseMs(attempt: number, baseMs: number): number {
  return baseMs * 2 ** (attempt - 1) * (0.5 + Math.random());
}
