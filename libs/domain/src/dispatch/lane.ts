import type { TokenBucket } from './token-bucket';

/** The waiting tasks of one agent, tenant and priority: the unit that dispatch decides about. */
export interface Lane {
  readonly agentId: string;
  readonly tenant: string;
  readonly priority: number;
  /** The lane's first task in order of submission. */
  readonly headSubmitNo: number;
  /** How many tasks wait here, if known. Unknown means deep: the caller plans again without the lanes it exhausted. */
  readonly depth?: number;
}

/** What bounds an agent, counted inside the dispatch transaction. */
export interface AgentState {
  readonly paused: boolean;
  readonly pausedBy?: string | null;
  /** Since when the registry defines it no longer; null or absent: it does. */
  readonly retiredAtMs?: number | null;
  /** Every key of its model is paused, for so long; null or absent: one is not. */
  readonly heldForMs?: number | null;
  /** Null: unlimited. */
  readonly maxConcurrent: number | null;
  /** queued + claimed + running. */
  readonly inFlight: number;
  /** The part of `inFlight` that is `queued`: these have not paid their rate token yet. */
  readonly queued: number;
  /** Refilled to now; null: no rate limit. */
  readonly bucket: TokenBucket | null;
}

/** Tasks that stand on the broker and could still be taken back, per agent and priority. */
export interface QueuedCount {
  readonly agentId: string;
  readonly priority: number;
  readonly count: number;
}
