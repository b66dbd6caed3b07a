import { statement } from '../../../database/statement';

/**
 * Keeps the newest checkpoint of each task whose lease still has the named token; a checkpoint of a lost lease changes
 * nothing. Of several under one lease, as a worker sends them while nobody answers, the last one counts.
 *
 * $1 uuid[]  tasks
 * $2 uuid[]  lease tokens
 * $3 text[]  sealed checkpoints
 * $4 text[]  statuses that hold a lease
 */
export const SAVE_CHECKPOINTS = statement<
  [readonly string[], readonly string[], readonly string[], readonly string[]],
  { task_id: string }
>(
  'engine_save_checkpoints',
  `
WITH held AS MATERIALIZED (
  SELECT task.task_id, task.lease_no, taken.sealed
    FROM tasks AS task
    JOIN (SELECT DISTINCT ON (task_id, lease_token) task_id, lease_token, sealed
            FROM unnest($1::uuid[], $2::uuid[], $3::text[]) WITH ORDINALITY AS given(task_id, lease_token, sealed, place)
           ORDER BY task_id, lease_token, place DESC) AS taken
      ON taken.task_id = task.task_id AND taken.lease_token = task.lease_token
   WHERE task.status = ANY ($4)
   ORDER BY task.task_id
     FOR NO KEY UPDATE OF task
)
INSERT INTO checkpoints AS kept (task_id, lease_no, sealed)
SELECT task_id, lease_no, sealed FROM held
    ON CONFLICT (task_id) DO UPDATE
   SET lease_no = excluded.lease_no, sealed = excluded.sealed, updated_at = now()
RETURNING task_id`,
);
