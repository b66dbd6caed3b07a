import { statement } from '../../../database/statement';

/**
 * How the named attempts ended, if their reports were settled before.
 *
 * $1 uuid[]  tasks
 * $2 int[]   attempts
 * $3 uuid[]  lease tokens
 */
export const FIND_SETTLED = statement<
  [readonly string[], readonly number[], readonly string[]],
  { lease_token: string; outcome_digest: string | null }
>(
  'engine_find_settled',
  `
SELECT lease_token, outcome_digest
  FROM task_history
  JOIN unnest($1::uuid[], $2::int[], $3::uuid[]) AS named(task_id, lease_no, lease_token)
 USING (task_id, lease_no, lease_token)`,
);
