import { statement } from '../../../database/statement';

/**
 * Lets no task have been queued in the future: it counts as queued now.
 *
 * $1 text[]  teams
 * $2 float8  seconds by which it may seem to lie ahead
 */
export const CUT_QUEUED = statement<[readonly string[], number], { task_id: string }>(
  'engine_cut_queued',
  `
WITH ahead AS MATERIALIZED (
  SELECT task_id FROM tasks
   WHERE team = ANY ($1) AND status = 'queued' AND queued_at > now() + make_interval(secs => $2)
   ORDER BY task_id
     FOR NO KEY UPDATE
)
UPDATE tasks AS task SET queued_at = now()
  FROM ahead
 WHERE task.task_id = ahead.task_id AND task.status = 'queued'
RETURNING task.task_id`,
);
