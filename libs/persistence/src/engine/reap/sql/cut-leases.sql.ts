import { statement } from '../../../database/statement';

/**
 * Lets no attempt's lease last for longer than a lease can, whatever the clock was when it was renewed. Nothing is taken
 * from a worker that lives: it has a whole lease to renew.
 *
 * $1 float8  seconds of a lease
 * $2 float8  seconds by which it may seem longer
 */
export const CUT_LEASES = statement<[number, number], { task_id: string }>(
  'engine_cut_leases',
  `
WITH ahead AS MATERIALIZED (
  SELECT task_id FROM tasks
   WHERE status IN ('claimed', 'running') AND lease_expires_at > now() + make_interval(secs => $1::float8 + $2::float8)
   ORDER BY task_id
     FOR NO KEY UPDATE
)
UPDATE tasks AS task SET lease_expires_at = clock_timestamp() + make_interval(secs => $1)
  FROM ahead
 WHERE task.task_id = ahead.task_id AND task.status IN ('claimed', 'running')
RETURNING task.task_id`,
);
