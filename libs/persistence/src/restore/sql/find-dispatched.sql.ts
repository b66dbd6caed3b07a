import { statement } from '../../database/statement';

/**
 * Tasks that stand on the broker, as far as the database knows.
 *
 * $1 uuid  only tasks after this one
 * $2 int   at most so many
 */
export const FIND_DISPATCHED = statement<[after: string, atMost: number], { task_id: string; dispatch_no: number }>(
  'restore_find_dispatched',
  `SELECT task_id, dispatch_no FROM tasks WHERE status = 'queued' AND task_id > $1 ORDER BY task_id LIMIT $2`,
);
