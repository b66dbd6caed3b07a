import { statement } from '../../../database/statement';

export interface RenewedRow {
  readonly task_id: string;
  readonly lease_token: string;
  readonly lease_no: number;
  readonly tenant: string;
  readonly cancel: boolean;
}

/**
 * Renews leases by their token: also one that has expired, as long as nobody reaped it. A new progress is kept as the
 * task's present value and leaves no event. What does not come back is lost.
 *
 * $1 uuid[]      tasks
 * $2 uuid[]      lease tokens
 * $3 text[]      teams of the workers that ask
 * $4 smallint[]  progress; null: unchanged
 * $5 text[]      current step
 * $6 text[]      progress message
 * $7 text[]      statuses that hold a lease
 * $8 float8      seconds of a lease
 */
export const RENEW_LEASES = statement<
  [
    readonly string[],
    readonly string[],
    readonly string[],
    readonly (number | null)[],
    readonly (string | null)[],
    readonly (string | null)[],
    readonly string[],
    number,
  ],
  RenewedRow
>(
  'engine_renew_leases',
  `
WITH asked AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::smallint[], $5::text[], $6::text[])
    AS asked(task_id, lease_token, team, progress, current_step, message)
), locked AS MATERIALIZED (
  SELECT task.task_id
    FROM tasks AS task
    JOIN asked USING (task_id, lease_token, team)
   WHERE task.status = ANY ($7)
   ORDER BY task.task_id
     FOR NO KEY UPDATE OF task
)
UPDATE tasks AS task
   SET lease_expires_at = clock_timestamp() + make_interval(secs => $8),
       progress = coalesce(asked.progress, task.progress),
       current_step = CASE WHEN asked.progress IS NULL THEN task.current_step ELSE asked.current_step END,
       progress_message = CASE WHEN asked.progress IS NULL THEN task.progress_message ELSE asked.message END
  FROM asked
 WHERE task.task_id IN (SELECT task_id FROM locked)
   AND task.task_id = asked.task_id AND task.lease_token = asked.lease_token AND task.status = ANY ($7)
RETURNING task.task_id, task.lease_token, task.lease_no, task.tenant, task.cancel_requested_at IS NOT NULL AS cancel`,
);
