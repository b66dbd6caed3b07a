import { statement } from '../../../database/statement';
import { RUN_COLUMNS, RUN_EVENT_COLUMNS, type RunEventRow, type RunRow } from '../../run-row';

/**
 * Writes steps as they are now. What was sealed before stays while the step's attempt does.
 *
 * $1 uuid run · $2 jsonb the rows · $3 int number of the fold
 */
export const WRITE_STEPS = statement<[string, string, number]>(
  'workflow_write_steps',
  `
INSERT INTO workflow_steps AS step (
  workflow_id, path, node, scope, element_index, type, status, reason, attempt, follows, task_id, child_workflow_id,
  branch, total, created, done, failed, redo, due_at, cancel_asked, compensable, compensated, done_no, cache_hash, sealed_detail,
  sealed_items, sealed_output, error_code, error_message, started_at, completed_at, fold_no)
SELECT $1, path, node, scope, element_index, type, status, reason, attempt, follows, task_id, child_workflow_id,
       branch, total, created, done, failed, redo, due_at, cancel_asked, compensable, compensated, done_no,
       cache_hash, sealed_detail, sealed_items, sealed_output, error_code, error_message,
       CASE WHEN status IN ('running', 'waiting', 'completed') THEN now() END,
       CASE WHEN status IN ('completed', 'failed', 'skipped', 'cancelled') THEN now() END, $3
  FROM jsonb_populate_recordset(NULL::workflow_steps, $2::jsonb)
    ON CONFLICT (workflow_id, path) DO UPDATE
   SET status = excluded.status, reason = excluded.reason, attempt = excluded.attempt, follows = excluded.follows,
       task_id = excluded.task_id, child_workflow_id = excluded.child_workflow_id, branch = excluded.branch,
       total = excluded.total, created = excluded.created, done = excluded.done, failed = excluded.failed,
       redo = excluded.redo, due_at = excluded.due_at, cancel_asked = excluded.cancel_asked,
       compensable = excluded.compensable, compensated = excluded.compensated, done_no = excluded.done_no,
       fold_no = excluded.fold_no,
       cache_hash = CASE WHEN excluded.attempt = step.attempt
                         THEN coalesce(excluded.cache_hash, step.cache_hash) ELSE excluded.cache_hash END,
       sealed_items = coalesce(excluded.sealed_items, step.sealed_items),
       sealed_detail = CASE WHEN excluded.attempt = step.attempt
                            THEN coalesce(excluded.sealed_detail, step.sealed_detail) ELSE excluded.sealed_detail END,
       sealed_output = CASE WHEN excluded.attempt = step.attempt
                            THEN coalesce(excluded.sealed_output, step.sealed_output) ELSE excluded.sealed_output END,
       decided_at = CASE WHEN excluded.attempt = step.attempt THEN step.decided_at END,
       decided_by = CASE WHEN excluded.attempt = step.attempt THEN step.decided_by END,
       error_code = excluded.error_code, error_message = excluded.error_message,
       started_at = CASE WHEN excluded.attempt = step.attempt
                         THEN coalesce(step.started_at, excluded.started_at) ELSE excluded.started_at END,
       completed_at = CASE WHEN excluded.completed_at IS NOT NULL AND excluded.attempt = step.attempt
                           THEN coalesce(step.completed_at, excluded.completed_at) ELSE excluded.completed_at END`,
);

/**
 * Writes a run as it is after a fold.
 *
 * $1 uuid run · $2 text status · $3 bool compensating · $4 int restarts · $5 bool restarting · $6 int completed steps
 * $7 int running steps · $8 int waiting steps · $9 int events · $10 int completion number · $11 text path of the error
 * $12 text its code · $13 text its message · $14 text sealed output, or null · $15 bool to be cancelled
 * $16 int number of the fold
 */
export const WRITE_RUN = statement<readonly unknown[], RunRow>(
  'workflow_write_run',
  `
UPDATE workflows AS run
   SET status = $2, compensating = $3, restarts = $4, restarting = $5, completed_steps = $6, running_steps = $7,
       waiting_steps = $8, event_seq = $9, done_seq = $10, error_path = $11, error_code = $12, error_message = $13,
       sealed_output = coalesce($14, sealed_output), fold_no = $16, updated_at = now(),
       cancel_requested_at = CASE WHEN $15::bool THEN coalesce(cancel_requested_at, now()) END,
       paused_at = CASE WHEN $2 = 'paused' THEN coalesce(paused_at, now()) END,
       completed_at = CASE WHEN $2 IN ('completed', 'failed', 'cancelled') THEN now() END
 WHERE run.workflow_id = $1
RETURNING ${RUN_COLUMNS}`,
);

/**
 * Appends events of a run whose row is locked.
 *
 * $1 uuid run · $2 int number of the last one so far · $3 text[] types · $4 text[] paths · $5 text[] from · $6 text[] to
 * $7 int[] attempts · $8 jsonb[] data
 */
export const APPEND_FOLD_EVENTS = statement<
  [
    string,
    number,
    readonly string[],
    readonly (string | null)[],
    readonly (string | null)[],
    readonly (string | null)[],
    readonly (number | null)[],
    readonly (string | null)[],
  ],
  RunEventRow
>(
  'workflow_append_fold_events',
  `
WITH event AS (
  INSERT INTO workflow_events (workflow_id, seq, type, path, from_status, to_status, attempt, actor, data)
  SELECT $1, $2 + place, type, path, from_status, to_status, attempt, 'system', data
    FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::jsonb[]) WITH ORDINALITY
      AS new(type, path, from_status, to_status, attempt, data, place)
  RETURNING *
)
SELECT ${RUN_EVENT_COLUMNS} FROM event ORDER BY event.seq`,
);

/** $1 bigint[] rows */
export const CLEAR_INBOX = statement<[readonly string[]]>(
  'workflow_clear_inbox',
  `DELETE FROM workflow_inbox WHERE inbox_id = ANY ($1::bigint[])`,
);

/**
 * Tells other runs, or this one.
 *
 * $1 uuid[] runs · $2 text[] kinds · $3 text[] paths · $4 int[] attempts · $5 text[] statuses · $6 text[] error codes
 * $7 text[] error messages
 */
export const TELL_RUNS = statement<readonly (readonly unknown[])[]>(
  'workflow_tell_runs',
  `
INSERT INTO workflow_inbox (workflow_id, kind, path, attempt, status, error_code, error_message)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[])`,
);

/** $1 uuid[] signals · $2 text[] paths of the steps that took them */
export const TAKE_SIGNALS = statement<[readonly string[], readonly string[]]>(
  'workflow_take_signals',
  `
UPDATE workflow_signals AS signal SET taken_by = taken.path
  FROM unnest($1::uuid[], $2::text[]) AS taken(signal_id, path) WHERE signal.signal_id = taken.signal_id`,
);
