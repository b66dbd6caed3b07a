import { statement } from '../../database/statement';

/**
 * Writes the dead letters of tasks that failed for good, in the transaction of the failure. The error and the counts are
 * the task's own.
 *
 * $1 uuid[]  dead letters
 * $2 uuid[]  tasks
 * $3 text[]  fingerprint hashes
 * $4 int[]   new attempts after a counted failure
 */
export const INSERT_DEAD_LETTERS = statement<
  [readonly string[], readonly string[], readonly string[], readonly number[]]
>(
  'engine_insert_dead_letters',
  `
INSERT INTO dlq_tasks (dlq_id, task_id, agent_id, team, tenant, error_code, error_class, error_message, fingerprint,
                       attempts, retry_count, submitted_at)
SELECT letter.dlq_id, task.task_id, task.agent_id, task.team, task.tenant, task.error_code, task.error_class,
       coalesce(task.error_message, ''), letter.fingerprint, task.lease_no, letter.retry_count, task.submitted_at
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[]) AS letter(dlq_id, task_id, fingerprint, retry_count)
  JOIN tasks AS task USING (task_id)`,
);
