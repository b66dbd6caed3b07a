import { statement } from '../../../database/statement';

/**
 * Queued tasks of agents that were paused after their dispatch.
 *
 * $1 text[]  teams
 * $2 int     at most so many
 */
export const FIND_PAUSED = statement<[readonly string[], number], { task_id: string; dispatch_no: number }>(
  'engine_find_paused',
  `
SELECT task.task_id, task.dispatch_no
  FROM agent_limits AS limits
  JOIN tasks AS task ON task.team = limits.team AND task.agent_id = limits.agent_id AND task.status = 'queued'
 WHERE limits.paused AND limits.team = ANY ($1)
 LIMIT $2`,
);
