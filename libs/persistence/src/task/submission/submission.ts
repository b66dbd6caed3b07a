import type { Origin } from '../../audit/origin';
import type { CommittedEvent } from '../committed-event';
import type { IdempotencyRequest, KeyTaken, StoredAnswer } from '../../idempotency/idempotency';
import type { NewTask, TaskResult } from '../new-task';

/** What one request submits: a single task, or the members of a bulk submission. */
export interface Submission {
  readonly tasks: readonly NewTask[];
  /** All or nothing. */
  readonly atomic: boolean;
  /**
   * Of an atomic submission: which results refuse it besides data the database rejects, such as a duplicate the
   * submitter may not know of. Pure; called inside the transaction, possibly more than once.
   */
  readonly refuses?: (result: TaskResult) => boolean;
  readonly origin: Origin;
  readonly idempotency?: {
    readonly request: IdempotencyRequest;
    /** Makes the answer that repetitions will get. Pure; called inside the transaction, possibly more than once. */
    readonly answer: (results: readonly TaskResult[]) => StoredAnswer;
  };
}

/** What became of a submission. With `decided`, the results stand in the order of its tasks and are committed. */
export type SubmissionOutcome =
  | {
      readonly kind: 'decided';
      readonly results: readonly TaskResult[];
      readonly events: readonly CommittedEvent[];
    }
  | KeyTaken;
