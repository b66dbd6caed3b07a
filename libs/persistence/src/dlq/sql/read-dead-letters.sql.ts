import { statement } from '../../database/statement';
import {
  DEAD_LETTER_COLUMNS,
  type DeadLetterGroup,
  type DeadLetterRow,
  type DeadLetterState,
} from '../dead-letter-row';

/** $1 uuid  dead letter, or its task */
export const FIND_DEAD_LETTER = statement<[string], DeadLetterRow>(
  'dlq_find',
  `SELECT ${DEAD_LETTER_COLUMNS} FROM dlq_tasks AS dead WHERE dead.dlq_id = $1 OR dead.task_id = $1`,
);

export interface DeadLetterPayloadsRow {
  readonly priority: number;
  readonly sealed_parameters: string | null;
  readonly sealed_error: string | null;
}

/** $1 uuid  task */
export const DEAD_LETTER_PAYLOADS = statement<[string], DeadLetterPayloadsRow>(
  'dlq_payloads',
  `
SELECT task.priority, parameters.sealed AS sealed_parameters, failure.sealed AS sealed_error
  FROM tasks AS task
  LEFT JOIN task_payloads AS parameters ON parameters.task_id = task.task_id AND parameters.kind = 'parameters'
  LEFT JOIN task_payloads AS failure ON failure.task_id = task.task_id AND failure.kind = 'error'
 WHERE task.task_id = $1`,
);

/**
 * Same agent, same error: the largest groups first.
 *
 * $1 text state · $2 timestamptz since, or null · $3 int limit
 */
export const GROUP_DEAD_LETTERS = statement<[DeadLetterState, Date | null, number], DeadLetterGroup>(
  'dlq_groups',
  `
SELECT agent_id, min(team) AS team, fingerprint, min(error_code) AS error_code, min(error_class) AS error_class,
       count(*)::int AS count, min(failed_at) AS first_at, max(failed_at) AS last_at,
       (array_agg(error_message ORDER BY failed_at DESC))[1] AS sample_message,
       (array_agg(dlq_id ORDER BY failed_at DESC))[1] AS sample_dlq_id
  FROM dlq_tasks
 WHERE state = $1 AND ($2::timestamptz IS NULL OR failed_at >= $2)
 GROUP BY agent_id, fingerprint
 ORDER BY count(*) DESC, max(failed_at) DESC
 LIMIT $3`,
);
