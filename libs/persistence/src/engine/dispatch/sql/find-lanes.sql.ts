import { statement } from '../../../database/statement';

export interface LaneRow {
  readonly agent_id: string;
  readonly tenant: string;
  readonly priority: number;
  readonly head_submit_no: number;
  readonly head_task_id: string;
  /** Whether nothing waits behind the head; unknown, and so false, for all but the first few lanes. */
  readonly is_single: boolean;
}

/**
 * The lanes of the given agents: one row per tenant and priority with its first task. A loose index scan: each step
 * jumps to the first entry behind the lane it has, so the cost is one probe per lane, however many tasks wait in it, and
 * none for an agent that is not asked for. A second probe for the first few lanes tells whether anything follows there:
 * when little waits, that is all there is to know.
 *
 * $1 text    team
 * $2 text[]  agents that could be given a task
 */
export const FIND_LANES = statement<[string, readonly string[]], LaneRow>(
  'engine_find_lanes',
  `
SELECT open.agent_id, lane.tenant, lane.priority, lane.submit_no AS head_submit_no, lane.task_id AS head_task_id,
       CASE WHEN row_number() OVER () <= 4 THEN NOT EXISTS (
         SELECT FROM tasks
          WHERE team = $1 AND status = 'pending' AND agent_id = open.agent_id AND tenant = lane.tenant
            AND (priority, submit_no) > (lane.priority, lane.submit_no) AND priority <= lane.priority
       ) ELSE false END AS is_single
  FROM unnest($2::text[]) AS open(agent_id)
 CROSS JOIN LATERAL (
   WITH RECURSIVE lane AS (
     (SELECT tenant, priority, submit_no, task_id
        FROM tasks
       WHERE team = $1 AND status = 'pending' AND agent_id = open.agent_id
       ORDER BY tenant, priority, submit_no
       LIMIT 1)
     UNION ALL
     SELECT next.tenant, next.priority, next.submit_no, next.task_id
       FROM lane
      CROSS JOIN LATERAL (
        SELECT tenant, priority, submit_no, task_id
          FROM tasks
         WHERE team = $1 AND status = 'pending' AND agent_id = open.agent_id
           AND (tenant, priority) > (lane.tenant, lane.priority)
         ORDER BY tenant, priority, submit_no
         LIMIT 1) AS next)
   SELECT tenant, priority, submit_no, task_id FROM lane) AS lane`,
);
