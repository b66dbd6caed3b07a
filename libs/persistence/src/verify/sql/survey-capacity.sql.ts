import { statement } from '../../database/statement';

export interface IdleAgentRow {
  readonly agent_id: string;
}

/**
 * Agents whose due tasks have nothing to wait for at this moment: not paused, no rate limit, room under their
 * concurrency, and a team with a live worker that has free slots while nothing of the team stands on the broker.
 * Tenants with a share of their own are left to the dispatcher's judgement.
 *
 * $1 float8  seconds after which a silent worker counts as dead
 */
export const SURVEY_CAPACITY = statement<[liveSeconds: number], IdleAgentRow>(
  'verify_survey_capacity',
  `
WITH in_flight AS (
  SELECT agent_id, team, count(*) AS tasks, count(*) FILTER (WHERE status = 'queued') AS queued
    FROM tasks
   WHERE status IN ('queued', 'claimed', 'running')
   GROUP BY agent_id, team
), free AS (
  SELECT team
    FROM workers
   WHERE status = 'active' AND last_heartbeat_at > now() - make_interval(secs => $1)
   GROUP BY team
  HAVING sum(slots - busy) > 0
)
SELECT limits.agent_id
  FROM agent_limits AS limits
  JOIN agents ON agents.agent_id = limits.agent_id AND agents.executor <> 'external'
  JOIN free ON free.team = limits.team
  LEFT JOIN in_flight ON in_flight.agent_id = limits.agent_id
 WHERE NOT limits.paused
   AND limits.rate_per_second IS NULL
   AND (limits.max_concurrent_tasks IS NULL OR coalesce(in_flight.tasks, 0) < limits.max_concurrent_tasks)
   AND NOT EXISTS (SELECT FROM in_flight AS team WHERE team.team = limits.team AND team.queued > 0)
   AND NOT EXISTS (SELECT FROM tenants WHERE max_share IS NOT NULL)`,
);

/**
 * Teams with a live worker that has a free slot.
 *
 * $1 float8  seconds after which a silent worker counts as dead
 */
export const FREE_TEAMS = statement<[liveSeconds: number], { team: string }>(
  'verify_free_teams',
  `
SELECT team
  FROM workers
 WHERE status = 'active' AND last_heartbeat_at > now() - make_interval(secs => $1)
 GROUP BY team
HAVING sum(slots - busy) > 0`,
);
