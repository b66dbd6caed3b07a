/** How one agent's tasks of one priority stand. Every view (by priority, team, agent) is a sum over these. */
export interface QueueGroup {
  readonly team: string;
  readonly agent_id: string;
  readonly priority: number;
  readonly scheduled: number;
  readonly pending: number;
  readonly queued: number;
  /** claimed and running */
  readonly running: number;
  readonly retry: number;
  /** Those of `scheduled` and `retry` that are due within a minute; absent in what an older version counted. */
  readonly due_soon?: number;
  /** How long the first waiting task has been due; 0 when none waits. */
  readonly oldest_age_seconds: number;
  /** Attempts that ended, by the pace of the last minute. */
  readonly finished_per_minute: number;
  /** From due to started, over the same attempts; null when there were none. */
  readonly avg_wait_seconds: number | null;
}

/** The snapshot of scope `queues`. */
export interface QueueStatistics {
  readonly groups: readonly QueueGroup[];
}

export const QUEUES_SCOPE = 'queues';
