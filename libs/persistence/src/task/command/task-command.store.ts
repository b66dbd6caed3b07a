import type { PayloadCipher } from '@cadre/crypto';
import type { Database } from '../../database/database';
import type { IdempotencyRequest, KeyTaken, StoredAnswer } from '../../idempotency/idempotency';
import { IdempotencyStore } from '../../idempotency/idempotency.store';
import { cancelTasks, type CancelReport } from './cancel-tasks';
import { changeTask, type ChangeOutcome } from './change-task';
import type { Commander } from './commander';
import type { TaskChange } from './plan-change';
import { retryTask, type RetryOptions, type RetryOutcome } from './retry-task';

export interface RetryIdempotency {
  readonly request: IdempotencyRequest;
  readonly answer: (outcome: Extract<RetryOutcome, { kind: 'retried' }>) => StoredAnswer;
}

/** What people may do to tasks. Every command is one transaction, audit row included. */
export class TaskCommandStore {
  private readonly keys: IdempotencyStore;

  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
  ) {
    this.keys = new IdempotencyStore(db, cipher);
  }

  /** Cancels what has not started, asks what runs. A second cancel of a running task repeats the first one's time. */
  cancel(taskIds: readonly string[], by: Commander & { readonly reason?: string }): Promise<CancelReport> {
    return this.db.transaction((tx) => cancelTasks(tx, taskIds, by));
  }

  /** Changes a task that has not started. */
  patch(taskId: string, change: TaskChange, by: Commander): Promise<ChangeOutcome> {
    return this.db.transaction((tx) => changeTask(tx, taskId, change, by));
  }

  /** Makes a new task from a finished one. */
  async retry(
    taskId: string,
    options: RetryOptions,
    by: Commander,
    idempotency?: RetryIdempotency,
  ): Promise<RetryOutcome | KeyTaken> {
    const done = await this.keys.once(
      idempotency?.request,
      (tx) => retryTask(tx, this.cipher, taskId, options, by),
      (outcome) => (outcome.kind === 'retried' && idempotency ? idempotency.answer(outcome) : null),
    );
    return done.kind === 'done' ? done.result : done;
  }
}
