import { crashPoint } from '@cadre/config';
import type { PayloadCipher } from '@cadre/crypto';
import { MicroBatcher } from '../../batching/micro-batcher';
import { isDataError, isRetryableConflict } from '../../database/classify-error';
import type { Database } from '../../database/database';
import { CommitUnknownError } from '../../database/errors';
import { withRetry } from '../../database/with-retry';
import { KeyLedger } from '../../idempotency/key-ledger';
import { MemberRefusedError } from './refused';
import { splitByKey } from './split-by-key';
import { submitAlone } from './submit-alone';
import type { Submission, SubmissionOutcome } from './submission';
import { SubmissionTransaction, type AcceptRows } from './submission-transaction';

export interface TaskSubmissionOptions {
  /** Tasks per transaction at most. Default 500. */
  readonly maxBatch?: number;
  /** Transactions at once. Default 1: the next batch gathers while this one commits. */
  readonly concurrency?: number;
}

const MAX_BATCH = 500;

/**
 * Accepts tasks. What arrives while a transaction commits goes with the next one; every caller is answered after its own
 * commit. A row the database refuses fails alone.
 */
export class TaskSubmissionStore {
  private readonly batcher: MicroBatcher<Submission, SubmissionOutcome>;
  private readonly transaction: SubmissionTransaction;

  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
    options: TaskSubmissionOptions = {},
  ) {
    this.transaction = new SubmissionTransaction(cipher, new KeyLedger(cipher));
    this.batcher = new MicroBatcher({
      run: (batch) => this.submitBatch(batch),
      maxBatch: options.maxBatch ?? MAX_BATCH,
      concurrency: options.concurrency ?? 1,
      weigh: (submission) => submission.tasks.length,
    });
  }

  /** Resolves after the commit. The same task ids submitted again are the same tasks. */
  submit(submission: Submission): Promise<SubmissionOutcome> {
    return this.batcher.run(submission);
  }

  /** Many submissions in one transaction; outcomes in their order. */
  async submitBatch(submissions: readonly Submission[]): Promise<SubmissionOutcome[]> {
    const outcomes: SubmissionOutcome[] = [];
    let open: readonly { readonly submission: Submission; readonly place: number }[] = submissions.map(
      (submission, place) => ({ submission, place }),
    );
    while (open.length > 0) {
      const { now, later } = splitByKey(open);
      const results = await this.submitDistinct(now.map(({ submission }) => submission));
      now.forEach(({ place }, index) => (outcomes[place] = results[index] as SubmissionOutcome));
      open = later;
    }
    return outcomes;
  }

  /** How many submissions wait for their transaction. */
  get waiting(): number {
    return this.batcher.size;
  }

  /** Resolves when every accepted call has been answered. */
  drain(): Promise<void> {
    return this.batcher.drain();
  }

  private async submitDistinct(submissions: readonly Submission[]): Promise<SubmissionOutcome[]> {
    try {
      return await this.runTransaction(submissions, this.transaction.together);
    } catch (error) {
      if (!isDataError(error) && !isRetryableConflict(error) && !(error instanceof MemberRefusedError)) throw error;
      const [only] = submissions;
      if (submissions.length > 1 || !only) return this.submitHalves(submissions);
      return [await submitAlone(only, this.cipher, (one, accept) => this.runOne(one, accept))];
    }
  }

  /** Somewhere in here is a bad row or a submission to undo: halving finds it in few steps and lets the others through in batches. */
  private async submitHalves(submissions: readonly Submission[]): Promise<SubmissionOutcome[]> {
    const middle = Math.ceil(submissions.length / 2);
    const first = await this.submitDistinct(submissions.slice(0, middle));
    return [...first, ...(await this.submitDistinct(submissions.slice(middle)))];
  }

  private async runOne(submission: Submission, accept: AcceptRows): Promise<SubmissionOutcome> {
    const [outcome] = await this.runTransaction([submission], accept);
    return outcome as SubmissionOutcome;
  }

  private runTransaction(submissions: readonly Submission[], accept: AcceptRows): Promise<SubmissionOutcome[]> {
    let unsure = false;
    const attempt = async (): Promise<SubmissionOutcome[]> => {
      const rerun = unsure;
      const outcomes = await this.db
        .transaction((tx) => this.transaction.run(tx, submissions, accept, rerun), { attempts: 1 })
        .catch((error: unknown) => {
          unsure ||= error instanceof CommitUnknownError;
          throw error;
        });
      crashPoint('submit.after_commit');
      return outcomes;
    };
    return withRetry(attempt, { rerunUnknownCommit: true });
  }
}
