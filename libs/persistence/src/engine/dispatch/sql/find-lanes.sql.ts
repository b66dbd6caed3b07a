import { statement } from '../../../database/statement';

export interface LaneRow {
  readonly agent_id: string;
  readonly tenant: string;
  readonly priority: number;
  readonly head_submit_no: number;
}

/**
 * The lanes of the given agents: one row per tenant and priority with its first task. A loose index scan: each step
 * jumps to the first entry behind the lane it has, so the cost is one probe per lane, however many tasks wait in it, and
 * none for an agent that is not asked for.
 *
 * $1 text    team
 * $2 text[]  agents that could be given a task
 */
export const FIND_LANES = statement<[string, readonly string[]], LaneRow>(
  'engine_find_lanes',
  `
SELECT open.agent_id, lane.tenant, lane.priority, lane.submit_no AS head_submit_no
  FROM unnest($2::text[]) AS open(agent_id)
 CROSS JOIN LATERAL (
   WITH RECURSIVE lane AS (
     (SELECT tenant, priority, submit_no
        FROM tasks
       WHERE team = $1 AND status = 'pending' AND agent_id = open.agent_id
       ORDER BY tenant, priority, submit_no
       LIMIT 1)
     UNION ALL
     SELECT next.tenant, next.priority, next.submit_no
       FROM lane
      CROSS JOIN LATERAL (
        SELECT tenant, priority, submit_no
          FROM tasks
         WHERE team = $1 AND status = 'pending' AND agent_id = open.agent_id
           AND (tenant, priority) > (lane.tenant, lane.priority)
         ORDER BY tenant, priority, submit_no
         LIMIT 1) AS next)
   SELECT tenant, priority, submit_no FROM lane) AS lane`,
);
