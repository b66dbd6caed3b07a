import { statement } from '../../../database/statement';

/** Why an attempt may be ended without its worker's word. */
export type ReapReason = 'lease_expired' | 'time_limit' | 'cancel_overdue';

/**
 * The database's time, but never later than when the reaper last looked at it: a clock that was set meanwhile is not yet
 * known to have been.
 */
const AS_OF = 'least(now(), to_timestamp($4))';

/**
 * The reason, out of `task`; null when the attempt is in order. The order matters: an expired lease says that the worker
 * is gone, whatever else is true.
 *
 * $2 float8  seconds past the hard time limit
 * $3 float8  seconds past the request to cancel
 * $4 float8  the database's time as it was last looked at, in seconds
 */
export const REAP_REASON = `
  CASE WHEN task.lease_expires_at < ${AS_OF} THEN 'lease_expired'
       WHEN task.cancel_requested_at < ${AS_OF} - make_interval(secs => $3) THEN 'cancel_overdue'
       WHEN task.status = 'running' AND task.started_at < ${AS_OF} - make_interval(secs => task.timeout_seconds + $2::float8)
       THEN 'time_limit' END`;

export interface ReapableRow {
  readonly task_id: string;
  readonly lease_token: string;
}

/**
 * Attempts that may be ended, unlocked: ending them looks again. Who has waited longest goes first.
 *
 * $1 int     at most so many
 * $2 to $4   see REAP_REASON
 */
export const FIND_REAPABLE = statement<[number, number, number, number], ReapableRow>(
  'engine_find_reapable',
  `
SELECT task.task_id, task.lease_token
  FROM tasks AS task
 WHERE task.status IN ('claimed', 'running') AND ${REAP_REASON} IS NOT NULL
 ORDER BY task.lease_expires_at
 LIMIT $1`,
);
