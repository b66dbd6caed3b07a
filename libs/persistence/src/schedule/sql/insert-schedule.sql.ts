import { statement } from '../../database/statement';

/** The columns of a schedule that are written when it is made or changed, in the order of the parameters. */
export const WRITTEN_COLUMNS = [
  ...['name', 'schedule_type', 'target_kind', 'agent_id', 'template', 'template_version', 'sealed_payload'],
  ...['task_options', 'input_artifacts', 'execute_at', 'cron_expression', 'timezone', 'misfire_policy'],
  ...['overlap_policy', 'jitter_seconds', 'status', 'pause_reason', 'next_fire_time', 'next_execution'],
] as const;

const placeholders = (first: number): string => WRITTEN_COLUMNS.map((_, index) => `$${first + index}`).join(', ');

/**
 * $1 uuid schedule · $2 text tenant · $3 uuid made by · $4 text their email · $5… the columns above
 */
export const INSERT_SCHEDULE = statement<readonly unknown[]>(
  'schedule_insert',
  `
INSERT INTO scheduled_tasks (schedule_id, tenant, created_by, created_by_email, ${WRITTEN_COLUMNS.join(', ')})
VALUES ($1, $2, $3, $4, ${placeholders(5)})
    ON CONFLICT (schedule_id) DO NOTHING`,
);

/**
 * The row is locked already.
 *
 * $1 uuid schedule · $2… the columns above
 */
export const CHANGE_SCHEDULE = statement<readonly unknown[]>(
  'schedule_change',
  `
UPDATE scheduled_tasks
   SET (${WRITTEN_COLUMNS.join(', ')}) = (${placeholders(2)}), consecutive_failures = 0, row_version = row_version + 1,
       updated_at = now()
 WHERE schedule_id = $1`,
);
