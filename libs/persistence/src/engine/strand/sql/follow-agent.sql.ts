import { statement } from '../../../database/statement';

/**
 * Pending tasks of one agent follow it from one team into another. No event: their state does not change.
 *
 * $1 text  agent
 * $2 text  team they stand under
 * $3 text  team of the agent
 * $4 int   at most so many
 */
export const FOLLOW_AGENT = statement<[agent: string, from: string, to: string, atMost: number]>(
  'engine_follow_agent',
  `
WITH stranded AS MATERIALIZED (
  SELECT task_id FROM tasks
   WHERE team = $2 AND agent_id = $1 AND status = 'pending'
   LIMIT $4
), locked AS MATERIALIZED (
  SELECT task.task_id
    FROM tasks AS task
   WHERE task.task_id IN (SELECT task_id FROM stranded) AND task.team = $2 AND task.status = 'pending'
   ORDER BY task.task_id
     FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE tasks AS task
   SET team = $3, updated_at = now()
  FROM locked
 WHERE task.task_id = locked.task_id AND task.status = 'pending'`,
);
