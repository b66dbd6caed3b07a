import type { Percentiles } from '../measure/percentiles';

/** What the client's process is asked to listen to: one event stream for each task. */
export interface Streams {
  readonly port: number;
  readonly token: string;
  readonly taskIds: readonly string[];
}

export interface StreamsResult {
  /** Streams that told of their task's completion. */
  readonly completed: number;
  /** From the instant that the completion bears until it was heard, in milliseconds. */
  readonly lag: Percentiles;
}
