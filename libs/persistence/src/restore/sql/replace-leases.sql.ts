import { statement } from '../../database/statement';

/**
 * Gives leases new tokens, so that whoever holds an old one has lost it; no claim is taken for a repeat of the old one.
 * The leases run out at once: nobody holds the new tokens.
 *
 * $1 uuid    only tasks after this one
 * $2 text[]  statuses that hold a lease
 * $3 int     at most so many
 */
export const REPLACE_LEASES = statement<
  [after: string, statuses: readonly string[], atMost: number],
  { task_id: string }
>(
  'restore_replace_leases',
  `
WITH leased AS MATERIALIZED (
  SELECT task_id FROM tasks
   WHERE task_id > $1 AND status = ANY ($2)
   ORDER BY task_id
   LIMIT $3
), locked AS MATERIALIZED (
  SELECT task.task_id
    FROM tasks AS task
   WHERE task.task_id IN (SELECT task_id FROM leased) AND task.status = ANY ($2)
   ORDER BY task.task_id
     FOR NO KEY UPDATE
), replaced AS (
  UPDATE tasks AS task
     SET lease_token = gen_random_uuid(), claim_id = gen_random_uuid(), updated_at = now(),
         lease_expires_at = least(task.lease_expires_at, now())
    FROM locked
   WHERE task.task_id = locked.task_id AND task.status = ANY ($2)
  RETURNING task.task_id
)
SELECT task_id FROM replaced ORDER BY task_id`,
);
