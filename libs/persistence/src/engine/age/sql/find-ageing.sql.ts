import { statement } from '../../../database/statement';

export interface AgeingRow {
  readonly task_id: string;
  readonly priority: number;
  /** The priority it was given. */
  readonly base_priority: number;
  readonly waited_ms: number;
}

/**
 * Pending tasks that wait for longer than a time, among the first of each lane that is below a priority. A loose index scan
 * finds the lanes and only so many entries of each are read: the cost does not grow with the backlog. Who stands further
 * behind waited less, and is looked at when those before it are gone or raised.
 *
 * $1 float8  seconds
 * $2 int     only priorities behind this one
 * $3 int     so many of each lane
 */
export const FIND_AGEING = statement<[seconds: number, behind: number, ofEachLane: number], AgeingRow>(
  'engine_find_ageing',
  `
WITH RECURSIVE lane AS (
  (SELECT team, agent_id, tenant, priority FROM tasks WHERE status = 'pending'
    ORDER BY team, agent_id, tenant, priority LIMIT 1)
  UNION ALL
  SELECT next.team, next.agent_id, next.tenant, next.priority
    FROM lane
   CROSS JOIN LATERAL (
     SELECT team, agent_id, tenant, priority FROM tasks
      WHERE status = 'pending'
        AND (team, agent_id, tenant, priority) > (lane.team, lane.agent_id, lane.tenant, lane.priority)
      ORDER BY team, agent_id, tenant, priority
      LIMIT 1) AS next)
SELECT task.task_id, task.priority, coalesce(task.base_priority, task.priority) AS base_priority, task.waited_ms
  FROM lane
 CROSS JOIN LATERAL (
   SELECT task_id, priority, base_priority, (extract(epoch FROM now() - available_at) * 1000)::float8 AS waited_ms
     FROM tasks
    WHERE status = 'pending' AND team = lane.team AND agent_id = lane.agent_id AND tenant = lane.tenant
      AND priority = lane.priority
    ORDER BY submit_no
    LIMIT $3) AS task
 WHERE lane.priority > $2 AND task.waited_ms >= $1 * 1000`,
);
