import { statement } from '../../../database/statement';

/**
 * Renews the leases whose grant is sent once more: the worker counts their time from this answer. The rows are locked
 * already.
 *
 * $1 uuid[]  tasks
 * $2 uuid[]  lease tokens
 * $3 float8  seconds of a lease
 */
export const RENEW_REPEATED = statement<[readonly string[], readonly string[], number]>(
  'engine_renew_repeated',
  `
UPDATE tasks AS task
   SET lease_expires_at = clock_timestamp() + make_interval(secs => $3)
  FROM unnest($1::uuid[], $2::uuid[]) AS repeated(task_id, lease_token)
 WHERE task.task_id = repeated.task_id AND task.lease_token = repeated.lease_token
   AND task.status IN ('claimed', 'running')`,
);
