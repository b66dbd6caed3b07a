import { statement } from '../../../database/statement';

export interface StrandedLaneRow {
  readonly task_team: string;
  readonly agent_id: string;
  readonly agent_team: string;
}

/**
 * Agents with pending tasks that stand under a team the agent does not belong to. A loose index scan over team and agent:
 * one probe for each pair, however many tasks wait.
 */
export const FIND_STRANDED_LANES = statement<[], StrandedLaneRow>(
  'engine_find_stranded_lanes',
  `
WITH RECURSIVE lane AS (
  (SELECT team, agent_id FROM tasks WHERE status = 'pending' ORDER BY team, agent_id LIMIT 1)
  UNION ALL
  SELECT next.team, next.agent_id
    FROM lane
   CROSS JOIN LATERAL (
     SELECT team, agent_id FROM tasks
      WHERE status = 'pending' AND (team, agent_id) > (lane.team, lane.agent_id)
      ORDER BY team, agent_id
      LIMIT 1) AS next)
SELECT lane.team AS task_team, lane.agent_id, agent.team AS agent_team
  FROM lane
  JOIN agents AS agent USING (agent_id)
 WHERE agent.team <> lane.team`,
);
