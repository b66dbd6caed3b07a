import { statement } from '../../../database/statement';

/**
 * Makes the leases of workers that are gone reapable at once, and marks these workers. Should one of them live after all,
 * its next heartbeat saves what was not reaped yet. One that was heard from since it was looked at is spared.
 *
 * $1 text[]         workers
 * $2 timestamptz[]  their last heartbeats as they were read
 * $3 text[]         statuses that hold a lease
 */
export const EXPIRE_LEASES = statement<[readonly string[], readonly string[], readonly string[]], { task_id: string }>(
  'engine_expire_leases',
  `
WITH silent AS MATERIALIZED (
  SELECT worker_id
    FROM workers
    JOIN unnest($1::text[], $2::timestamptz[]) AS looked(worker_id, heard_at) USING (worker_id)
   WHERE last_heartbeat_at <= looked.heard_at
), locked AS MATERIALIZED (
  SELECT task_id FROM tasks
   WHERE worker_id = ANY ($1) AND worker_id IN (SELECT worker_id FROM silent)
     AND status = ANY ($3) AND status IN ('claimed', 'running')
   ORDER BY task_id
     FOR NO KEY UPDATE
), gone AS (
  UPDATE workers AS worker SET status = 'gone', busy = 0
    FROM unnest($1::text[], $2::timestamptz[]) AS looked(worker_id, heard_at)
   WHERE worker.worker_id = looked.worker_id AND worker.last_heartbeat_at <= looked.heard_at
)
UPDATE tasks AS task
   SET lease_expires_at = least(task.lease_expires_at, now() - interval '1 millisecond')
  FROM locked
 WHERE task.task_id = locked.task_id AND task.worker_id = ANY ($1) AND task.status = ANY ($3)
RETURNING task.task_id`,
);
