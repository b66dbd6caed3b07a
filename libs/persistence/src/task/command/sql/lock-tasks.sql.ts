import { statement } from '../../../database/statement';
import { TASK_COLUMNS, type TaskRow } from '../../task-row';

export interface LockedTask extends TaskRow {
  /** The database's time after the lock was got. */
  readonly now: Date;
}

/**
 * Locks tasks in id order and reads them as they are then.
 *
 * $1 text tenant or null · $2 uuid submitter or null · $3 uuid[] tasks
 */
export const LOCK_TASKS = statement<[string | null, string | null, readonly string[]], LockedTask>(
  'task_lock',
  `
WITH locked AS MATERIALIZED (
  SELECT * FROM tasks AS task
   WHERE task.task_id = ANY ($3::uuid[]) AND ($1::text IS NULL OR task.tenant = $1)
     AND ($2::uuid IS NULL OR task.submitted_by = $2)
   ORDER BY task.task_id
     FOR NO KEY UPDATE)
SELECT ${TASK_COLUMNS}, clock_timestamp() AS now FROM locked AS task`,
);
