import { statement } from '../../../database/statement';

export interface BucketRow {
  readonly agent_id: string;
  readonly rate_per_second: number | null;
  readonly rate_burst: number | null;
  readonly rate_tokens: number;
  readonly refilled_at_ms: number;
  readonly now_ms: number;
}

/**
 * Locks the rate limits that a batch of claims draws on, in the order of the agents. Last in the order of locking: tasks
 * are locked already.
 *
 * $1 text[]  agents
 */
export const LOCK_BUCKETS = statement<[readonly string[]], BucketRow>(
  'engine_lock_buckets',
  `
SELECT agent_id, rate_per_second, rate_burst, rate_tokens,
       (extract(epoch FROM rate_refilled_at) * 1000)::float8 AS refilled_at_ms,
       (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms
  FROM agent_limits
 WHERE agent_id = ANY ($1)
 ORDER BY agent_id
   FOR NO KEY UPDATE`,
);
