import { statement } from '../../../database/statement';

export interface WaitingFactsRow {
  readonly now_ms: number;
  readonly paused: boolean | null;
  readonly paused_by: string | null;
  readonly max_concurrent_tasks: number | null;
  readonly rate_per_second: number | null;
  readonly rate_burst: number | null;
  readonly rate_tokens: number | null;
  readonly refilled_at_ms: number | null;
  readonly in_flight: number;
  readonly queued: number;
  readonly holders: string[] | null;
  readonly live_workers: number;
}

/**
 * What decides whether an agent's next task may start. `paused` is null when the agent is not known. The workers are
 * those that dispatch counts on: one that drains takes nothing any more.
 *
 * $1 text agent · $2 text team · $3 float8 seconds after which a silent worker counts as gone
 */
export const WAITING_FACTS = statement<[string, string, number], WaitingFactsRow>(
  'task_waiting_facts',
  `
SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms, limits.paused, limits.paused_by,
       limits.max_concurrent_tasks, limits.rate_per_second, limits.rate_burst, limits.rate_tokens,
       (extract(epoch FROM limits.rate_refilled_at) * 1000)::float8 AS refilled_at_ms,
       flight.in_flight, flight.queued, flight.holders,
       (SELECT count(*)::int FROM workers
         WHERE team = $2 AND status = 'active' AND drain_requested_at IS NULL
           AND last_heartbeat_at > now() - make_interval(secs => $3)) AS live_workers
  FROM (SELECT count(*)::int AS in_flight, count(*) FILTER (WHERE status = 'queued')::int AS queued,
               (array_agg(task_id ORDER BY started_at) FILTER (WHERE status <> 'queued'))[1:10] AS holders
          FROM tasks
         WHERE team = $2 AND agent_id = $1 AND status IN ('queued', 'claimed', 'running')) AS flight
  LEFT JOIN agent_limits AS limits ON limits.agent_id = $1`,
);
