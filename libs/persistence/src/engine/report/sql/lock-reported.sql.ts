import { statement } from '../../../database/statement';
import { LEASED_COLUMNS, type LeasedRow } from '../../settle/sql/leased-row';

/**
 * Loads and locks the tasks that a batch of reports is about, in the order of their ids.
 *
 * $1 uuid[]  tasks
 */
export const LOCK_REPORTED = statement<[readonly string[]], LeasedRow>(
  'engine_lock_reported',
  `
SELECT ${LEASED_COLUMNS}
  FROM tasks AS task
 WHERE task.task_id = ANY ($1)
 ORDER BY task.task_id
   FOR NO KEY UPDATE`,
);
