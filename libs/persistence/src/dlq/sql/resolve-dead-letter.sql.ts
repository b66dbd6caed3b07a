import { statement } from '../../database/statement';

/**
 * open → resubmitted, of the dead letter of a task, if it has one.
 *
 * $1 uuid task · $2 uuid the new task · $3 uuid user, or null
 */
export const MARK_RESUBMITTED = statement<[string, string, string | null], { resubmitted_at: Date }>(
  'dlq_mark_resubmitted',
  `
UPDATE dlq_tasks
   SET state = 'resubmitted', new_task_id = $2, resubmitted_at = now(), resolved_by = $3
 WHERE task_id = $1 AND state = 'open'
RETURNING resubmitted_at`,
);

/**
 * open → discarded.
 *
 * $1 uuid task · $2 uuid user, or null
 */
export const MARK_DISCARDED = statement<[string, string | null], { dlq_id: string }>(
  'dlq_mark_discarded',
  `UPDATE dlq_tasks SET state = 'discarded', resolved_by = $2 WHERE task_id = $1 AND state = 'open' RETURNING dlq_id`,
);
