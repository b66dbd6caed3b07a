import { statement } from '../../../database/statement';

/**
 * Tasks of one team that stand queued since before a moment, the oldest first.
 *
 * $1 text    team
 * $2 float8  the moment, in milliseconds by the database's clock
 * $3 int     at most so many
 */
export const FIND_QUEUED_BEFORE = statement<[string, number, number], { task_id: string; dispatch_no: number }>(
  'engine_find_queued_before',
  `
SELECT task_id, dispatch_no
  FROM tasks
 WHERE team = $1 AND status = 'queued' AND queued_at < to_timestamp($2::float8 / 1000)
 ORDER BY queued_at
 LIMIT $3`,
);
