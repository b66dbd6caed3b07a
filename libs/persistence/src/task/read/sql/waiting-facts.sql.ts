import type { TaskStatus } from '@cadre/domain';
import { statement } from '../../../database/statement';
import { MOST_LANES, placesAhead } from './places-ahead';

export interface WaitingFactsRow {
  readonly status: TaskStatus;
  readonly now_ms: number;
  readonly paused: boolean | null;
  readonly paused_by: string | null;
  readonly retired_at_ms: number | null;
  readonly held_ms: number | null;
  readonly max_concurrent_tasks: number | null;
  readonly rate_per_second: number | null;
  readonly rate_burst: number | null;
  readonly rate_tokens: number | null;
  readonly refilled_at_ms: number | null;
  readonly in_flight: number;
  readonly queued: number;
  readonly holders: string[] | null;
  readonly live_workers: number;
  readonly live_slots: number;
  /** The largest share of the team that the task's tenant may hold; null without a cap, and so are the next two. */
  readonly max_share: number | null;
  readonly tenants_in_flight: Readonly<Record<string, number>> | null;
  readonly team_queued: number | null;
  /** Tasks that go before it, counted to the limit. */
  readonly ahead: number;
  /** Counting stopped at the limit, or at more lanes than are looked at. */
  readonly more_ahead: boolean;
}

/**
 * What decides when a task that waits may start. `paused` is null when its agent is not known. The workers are those
 * that dispatch counts on: one that drains takes nothing any more. No row when the task is gone. What is in flight is the
 * agent's, whichever team it was dispatched for, and the workers are those of the team the agent belongs to now: its
 * waiting tasks follow it there.
 *
 * $1 uuid task · $2 float8 seconds after which a silent worker counts as gone · $3 int counting stops here
 */
export const WAITING_FACTS = statement<[string, number, number], WaitingFactsRow>(
  'task_waiting_facts',
  `
WITH RECURSIVE subject AS MATERIALIZED (
  SELECT team, agent_id, tenant, priority, submit_no, status FROM tasks WHERE task_id = $1
), ${placesAhead('$3')}, counted AS MATERIALIZED (
  SELECT count(*)::int AS ahead FROM (SELECT 1 FROM ahead LIMIT $3) AS bounded
)
SELECT subject.status, (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms,
       limits.paused, limits.paused_by, (extract(epoch FROM agent.retired_at) * 1000)::float8 AS retired_at_ms,
       CASE WHEN limits.held_until > clock_timestamp()
            THEN (extract(epoch FROM limits.held_until - clock_timestamp()) * 1000)::float8 END AS held_ms,
       limits.max_concurrent_tasks,
       limits.rate_per_second, limits.rate_burst, limits.rate_tokens,
       (extract(epoch FROM limits.rate_refilled_at) * 1000)::float8 AS refilled_at_ms,
       flight.in_flight, flight.queued, flight.holders, live.workers AS live_workers, live.slots AS live_slots,
       tenants.max_share, team.tenants_in_flight, team.queued AS team_queued,
       counted.ahead,
       CASE WHEN counted.ahead >= $3 THEN true ELSE (SELECT count(*) FROM lanes) >= ${MOST_LANES} END AS more_ahead
  FROM subject
 CROSS JOIN counted
  LEFT JOIN agent_limits AS limits ON limits.agent_id = subject.agent_id
  LEFT JOIN agents AS agent ON agent.agent_id = subject.agent_id
 CROSS JOIN LATERAL (
   SELECT count(*)::int AS in_flight, count(*) FILTER (WHERE status = 'queued')::int AS queued,
          (array_agg(task_id ORDER BY started_at) FILTER (WHERE status <> 'queued'))[1:10] AS holders
     FROM tasks
    WHERE agent_id = subject.agent_id
      AND status IN ('queued', 'claimed', 'running')) AS flight
 CROSS JOIN LATERAL (
   SELECT count(*)::int AS workers, coalesce(sum(slots), 0)::int AS slots
     FROM workers
    WHERE team = coalesce(limits.team, subject.team) AND status = 'active' AND drain_requested_at IS NULL
      AND last_heartbeat_at > now() - make_interval(secs => $2)) AS live
  LEFT JOIN tenants ON tenants.tenant = subject.tenant AND tenants.max_share IS NOT NULL
  LEFT JOIN LATERAL (
   SELECT jsonb_object_agg(tenant, count) AS tenants_in_flight, coalesce(sum(of_tenant.queued), 0)::int AS queued
     FROM (SELECT tenant, count(*)::int AS count, count(*) FILTER (WHERE status = 'queued') AS queued
             FROM tasks
            WHERE team = subject.team AND status IN ('queued', 'claimed', 'running')
            GROUP BY tenant) AS of_tenant) AS team ON tenants.max_share IS NOT NULL`,
);
