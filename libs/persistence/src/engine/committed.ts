import type { EventRow } from './sql/event-row';

/**
 * What a batch answered, in the order of the batch, and the events that were committed with it. An item without an
 * answer is undecided: whoever asked asks again.
 */
export interface Committed<Result> {
  readonly results: readonly Result[];
  readonly events: readonly EventRow[];
  /** Why items were left undecided, where that is somebody's mistake. */
  readonly errors?: readonly unknown[];
}
