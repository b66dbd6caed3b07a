import type { Percentiles } from '../measure/percentiles';

export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  /** `:task` stands for the task this connection was promised last. */
  readonly path: string;
  readonly body?: unknown;
}

/** What the client's process is asked to send. */
export interface Load {
  readonly port: number;
  /** Connections take them in turn. */
  readonly tokens: readonly string[];
  /** Each connection sends them in turn, over and over. */
  readonly requests: readonly LoadRequest[];
  /** Each has one request at a time. */
  readonly connections: number;
  readonly until: { readonly count: number } | { readonly seconds: number };
  /** Over all connections; default: the next request as soon as the answer is there. */
  readonly perSecond?: number;
  /** How long a connection rests after each answer, in milliseconds; default: not at all. */
  readonly restMs?: number;
}

export interface LoadResult {
  /** Answered with 2xx. */
  readonly succeeded: number;
  /** Everything else, by its status or error. */
  readonly failures: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Of the answers with 2xx, in milliseconds: for each request of the load. */
  readonly latencies: readonly Percentiles[];
}
