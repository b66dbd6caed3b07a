import { statement } from '../../database/statement';

export interface AgentStatistics {
  readonly attempts: number;
  readonly completed: number;
  readonly failed: number;
  readonly timed_out: number;
  readonly worker_lost: number;
  readonly cancelled: number;
  readonly avg_duration_ms: number | null;
  readonly p50_duration_ms: number | null;
  readonly p95_duration_ms: number | null;
  readonly avg_queue_wait_ms: number | null;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_micro_usd: number;
}

/**
 * The attempts of an agent that ended lately.
 *
 * $1 text agent · $2 float8 hours back · $3 int of all agents' attempts look at so many at most, the newest
 */
export const AGENT_STATISTICS = statement<[string, number, number], AgentStatistics>(
  'agent_statistics',
  `
WITH recent AS (
  SELECT * FROM task_history
   WHERE finished_at > now() - make_interval(secs => $2 * 3600)
   ORDER BY finished_at DESC
   LIMIT $3
)
SELECT count(*)::int AS attempts,
       count(*) FILTER (WHERE outcome = 'completed')::int AS completed,
       count(*) FILTER (WHERE outcome = 'failed')::int AS failed,
       count(*) FILTER (WHERE outcome = 'timeout')::int AS timed_out,
       count(*) FILTER (WHERE outcome = 'worker_lost')::int AS worker_lost,
       count(*) FILTER (WHERE outcome = 'cancelled')::int AS cancelled,
       avg(duration_ms)::float8 AS avg_duration_ms,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms)::float8 AS p50_duration_ms,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms)::float8 AS p95_duration_ms,
       avg(queue_wait_ms)::float8 AS avg_queue_wait_ms,
       coalesce(sum((usage ->> 'input_tokens')::bigint), 0)::float8 AS input_tokens,
       coalesce(sum((usage ->> 'output_tokens')::bigint), 0)::float8 AS output_tokens,
       coalesce(sum((usage ->> 'cost_micro_usd')::bigint), 0)::float8 AS cost_micro_usd
  FROM recent
 WHERE agent_id = $1`,
);
