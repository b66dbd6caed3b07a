import { statement } from '../../../database/statement';

/**
 * Which of the ids exist.
 *
 * $1 uuid[] task ids
 */
export const FIND_EXISTING = statement<[readonly string[]], { task_id: string }>(
  'task_find_existing',
  `SELECT task_id FROM tasks WHERE task_id = ANY ($1::uuid[])`,
);
