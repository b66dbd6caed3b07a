import { statement } from '../../../database/statement';

export interface ClaimAgentRow {
  readonly agent_id: string;
  readonly paused: boolean;
  readonly max_concurrent_tasks: number | null;
  readonly in_flight: number;
  readonly rate_limited: boolean;
}

/**
 * What bounds the agents of a batch of claims. Not locked: dispatch counted exactly; this only catches a pause, or a limit
 * that was lowered, after the dispatch.
 *
 * $1 uuid[]  the tasks that are claimed
 */
export const READ_CLAIM_AGENTS = statement<[readonly string[]], ClaimAgentRow>(
  'engine_read_claim_agents',
  `
SELECT limits.agent_id, limits.paused, limits.max_concurrent_tasks, limits.rate_per_second IS NOT NULL AS rate_limited,
       CASE WHEN limits.max_concurrent_tasks IS NULL THEN 0 ELSE (
         SELECT count(*)::int FROM tasks
          WHERE team = limits.team AND agent_id = limits.agent_id AND status IN ('queued', 'claimed', 'running')
       ) END AS in_flight
  FROM agent_limits AS limits
 WHERE limits.agent_id IN (SELECT agent_id FROM tasks WHERE task_id = ANY ($1))`,
);
