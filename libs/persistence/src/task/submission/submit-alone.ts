import type { PayloadCipher } from '@cadre/crypto';
import { PersistenceError } from '../../database/errors';
import type { TaskResult } from '../new-task';
import { acceptOneByOne } from './accept-one-by-one';
import { isRefused } from './refused';
import type { Submission, SubmissionOutcome } from './submission';
import type { AcceptRows } from './submission-transaction';

/** Undoes an atomic submission; carries its results out of the transaction. */
class WithheldError extends PersistenceError {
  readonly code = 'WITHHELD';

  constructor(readonly results: readonly TaskResult[]) {
    super('An atomic submission has a member that was refused.');
  }
}

/** Runs one submission in its own transaction with the given way to accept rows. */
export type RunOne = (submission: Submission, accept: AcceptRows) => Promise<SubmissionOutcome>;

/**
 * A submission one of whose rows made a batch fail, or that must be undone as a whole: its rows go one by one. If nothing of it can be kept, its
 * idempotency key is free again, so that a corrected request may use it.
 */
export async function submitAlone(
  submission: Submission,
  cipher: PayloadCipher,
  runOne: RunOne,
): Promise<SubmissionOutcome> {
  try {
    return await runOne(submission, async (tx, rows) => {
      const acceptance = await acceptOneByOne(tx, cipher, rows);
      const results = rows.flatMap(({ task }) => acceptance.results.get(task.taskId) ?? []);
      if (mustUndo(submission, results)) throw new WithheldError(results);
      return acceptance;
    });
  } catch (error) {
    if (!(error instanceof WithheldError)) throw error;
    return { kind: 'decided', results: error.results.map((result) => withheld(submission, result)), events: [] };
  }
}

function mustUndo(submission: Submission, results: readonly TaskResult[]): boolean {
  if (submission.atomic) return results.some((result) => isRefused(submission, result));
  return results.every(({ kind }) => kind === 'rejected');
}

function withheld(submission: Submission, result: TaskResult): TaskResult {
  return isRefused(submission, result) ? result : { kind: 'withheld' };
}
