import { statement } from '../../database/statement';

/**
 * Which of these tasks do not exist.
 *
 * $1 uuid[]  tasks
 */
export const FIND_MISSING = statement<[taskIds: readonly string[]], { task_id: string }>(
  'verify_find_missing',
  `
SELECT task_id
  FROM unnest($1::uuid[]) AS accepted(task_id)
 WHERE NOT EXISTS (SELECT FROM tasks WHERE tasks.task_id = accepted.task_id)`,
);
