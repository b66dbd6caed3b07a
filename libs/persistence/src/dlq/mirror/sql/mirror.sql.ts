import { statement } from '../../../database/statement';

/** An open dead letter, as people at the broker see it. */
export interface UnmirroredRow {
  readonly dlq_id: string;
  readonly task_id: string;
  readonly dispatch_no: number;
  readonly agent_id: string;
  readonly team: string;
  readonly tenant: string;
  readonly priority: number;
  readonly error_class: string;
  readonly error_code: string;
  readonly error_message: string;
  readonly attempts: number;
  readonly retry_count: number;
  readonly submitted_at: Date;
  readonly failed_at: Date;
}

/**
 * Open dead letters without a copy at the broker, oldest first.
 *
 * $1 text[] teams · $2 int at most so many
 */
export const FIND_UNMIRRORED = statement<[readonly string[], number], UnmirroredRow>(
  'dlq_find_unmirrored',
  `
SELECT dead.dlq_id, dead.task_id, task.dispatch_no, dead.agent_id, dead.team, dead.tenant, task.priority,
       dead.error_class, dead.error_code, dead.error_message, dead.attempts, dead.retry_count, dead.submitted_at,
       dead.failed_at
  FROM dlq_tasks AS dead
  JOIN tasks AS task USING (task_id)
 WHERE dead.mirrored_at IS NULL AND dead.state = 'open' AND dead.team = ANY ($1)
 ORDER BY dead.failed_at, dead.dlq_id
 LIMIT $2`,
);

/** $1 uuid[]  dead letters whose copies the broker has confirmed */
export const MARK_MIRRORED = statement<[readonly string[]]>(
  'dlq_mark_mirrored',
  `
WITH shown AS MATERIALIZED (
  SELECT dlq_id FROM dlq_tasks WHERE dlq_id = ANY ($1) ORDER BY dlq_id FOR NO KEY UPDATE
)
UPDATE dlq_tasks AS dead SET mirrored_at = now() FROM shown WHERE dead.dlq_id = shown.dlq_id`,
);

/** $1 text  team, of whose open dead letters those with a copy are counted */
export const COUNT_MIRRORED = statement<[string], { count: number }>(
  'dlq_count_mirrored',
  `SELECT count(*)::int AS count FROM dlq_tasks WHERE team = $1 AND state = 'open' AND mirrored_at IS NOT NULL`,
);

/**
 * The copies of a team's open dead letters are gone. Goes through them by their ids, so that each is looked at once.
 *
 * $1 text team · $2 uuid after this one · $3 int at most so many
 */
export const FORGET_MIRRORED = statement<[string, string, number], { dlq_id: string }>(
  'dlq_forget_mirrored',
  `
WITH lost AS MATERIALIZED (
  SELECT dlq_id FROM dlq_tasks
   WHERE dlq_id > $2 AND team = $1 AND state = 'open' AND mirrored_at IS NOT NULL
   ORDER BY dlq_id
   LIMIT $3
     FOR NO KEY UPDATE
), forgotten AS (
  UPDATE dlq_tasks AS dead SET mirrored_at = NULL FROM lost WHERE dead.dlq_id = lost.dlq_id
)
SELECT dlq_id FROM lost ORDER BY dlq_id`,
);
