import { statement } from '../../../database/statement';

/**
 * Makes the leases of workers that are gone reapable at once, and marks these workers. Should one of them live after all,
 * its next heartbeat saves what was not reaped yet. One that was heard from since it was looked at is spared.
 *
 * A heartbeat may commit while this waits for its rows. So the workers are locked first, which looks at their last
 * heartbeat again, and a lease is expired only if it still ends when it did as the statement began.
 *
 * $1 text[]         workers
 * $2 timestamptz[]  their last heartbeats as they were read
 * $3 text[]         statuses that hold a lease
 */
export const EXPIRE_LEASES = statement<[readonly string[], readonly string[], readonly string[]], { task_id: string }>(
  'engine_expire_leases',
  `
WITH silent AS MATERIALIZED (
  SELECT worker.worker_id
    FROM workers AS worker
    JOIN unnest($1::text[], $2::timestamptz[]) AS looked(worker_id, heard_at) USING (worker_id)
   WHERE worker.last_heartbeat_at <= looked.heard_at
   ORDER BY worker.worker_id
     FOR NO KEY UPDATE OF worker
), seen AS MATERIALIZED (
  SELECT task_id, lease_expires_at FROM tasks
   WHERE worker_id = ANY ($1) AND worker_id IN (SELECT worker_id FROM silent)
     AND status = ANY ($3) AND status IN ('claimed', 'running')
), locked AS MATERIALIZED (
  SELECT task.task_id
    FROM tasks AS task
    JOIN seen USING (task_id, lease_expires_at)
   WHERE task.worker_id = ANY ($1) AND task.status = ANY ($3)
   ORDER BY task.task_id
     FOR NO KEY UPDATE OF task
), gone AS (
  UPDATE workers SET status = 'gone', busy = 0 WHERE worker_id IN (SELECT worker_id FROM silent)
)
UPDATE tasks AS task
   SET lease_expires_at = least(task.lease_expires_at, now() - interval '1 millisecond')
  FROM locked
 WHERE task.task_id = locked.task_id AND task.worker_id = ANY ($1) AND task.status = ANY ($3)
RETURNING task.task_id`,
);
