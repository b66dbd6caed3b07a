import { statement } from '../../../database/statement';
import {
  RUN_COLUMNS,
  RUN_EVENT_COLUMNS,
  type RunEventRow,
  type RunRow,
  STEP_COLUMNS,
  type StepRow,
} from '../../run-row';

/**
 * Locks a run, before any of its steps or tasks.
 *
 * $1 text tenant or null · $2 uuid submitter or null · $3 uuid id, or null · $4 text the caller's id
 */
export const LOCK_RUN = statement<[string | null, string | null, string | null, string], RunRow>(
  'workflow_lock_run',
  `
WITH wanted AS MATERIALIZED (
  SELECT workflow_id FROM workflows AS run
   WHERE (run.workflow_id = $3::uuid OR run.external_id = $4) AND ($1::text IS NULL OR run.tenant = $1)
     AND ($2::uuid IS NULL OR run.submitted_by = $2)
   ORDER BY run.workflow_id = $3::uuid DESC NULLS LAST, run.submitted_at DESC
   LIMIT 1)
SELECT ${RUN_COLUMNS} FROM workflows AS run
 WHERE run.workflow_id = (SELECT workflow_id FROM wanted)
   FOR NO KEY UPDATE`,
);

/** $1 uuid run · $2 text actor */
export const MARK_CANCELLED = statement<[string, string], RunRow>(
  'workflow_mark_cancelled',
  `
UPDATE workflows AS run
   SET cancel_requested_at = clock_timestamp(), cancel_requested_by = $2, updated_at = now()
 WHERE run.workflow_id = $1
RETURNING ${RUN_COLUMNS}`,
);

/** $1 uuid run · $2 text actor */
export const MARK_PAUSED = statement<[string, string], RunRow>(
  'workflow_mark_paused',
  `
UPDATE workflows AS run
   SET status = 'paused', paused_at = clock_timestamp(), paused_by = $2, updated_at = now()
 WHERE run.workflow_id = $1
RETURNING ${RUN_COLUMNS}`,
);

/** $1 uuid run */
export const MARK_RESUMED = statement<[string], RunRow>(
  'workflow_mark_resumed',
  `
UPDATE workflows AS run
   SET status = 'running', paused_at = NULL, paused_by = NULL, updated_at = now()
 WHERE run.workflow_id = $1
RETURNING ${RUN_COLUMNS}`,
);

/** Takes an ended run up again; its failed steps follow in the fold. $1 uuid run */
export const MARK_RETRIED = statement<[string], RunRow>(
  'workflow_mark_retried',
  `
UPDATE workflows AS run
   SET status = 'running', restarting = true, compensating = false, completed_at = NULL, cancel_requested_at = NULL,
       cancel_requested_by = NULL, paused_at = NULL, error_path = NULL, error_code = NULL, error_message = NULL,
       outputs_expired_at = NULL, updated_at = now()
 WHERE run.workflow_id = $1
RETURNING ${RUN_COLUMNS}`,
);

/**
 * Tells the engine something about a run.
 *
 * $1 uuid run · $2 text kind · $3 text path, or null · $4 text what a person decided, or null
 */
export const TELL_RUN = statement<[string, string, string | null, string | null]>(
  'workflow_tell_run',
  `INSERT INTO workflow_inbox (workflow_id, kind, path, status) VALUES ($1, $2, $3, $4)`,
);

/**
 * Appends one event of a run whose row is locked.
 *
 * $1 uuid run · $2 text type · $3 text path · $4 text from · $5 text to · $6 text actor · $7 jsonb data
 */
export const APPEND_RUN_EVENT = statement<
  [string, string, string | null, string | null, string | null, string, string | null],
  RunEventRow
>(
  'workflow_append_event',
  `
WITH run AS (
  UPDATE workflows SET event_seq = event_seq + 1 WHERE workflow_id = $1 RETURNING workflow_id, event_seq
), event AS (
  INSERT INTO workflow_events (workflow_id, seq, type, path, from_status, to_status, actor, data)
  SELECT workflow_id, event_seq, $2, $3, $4, $5, $6, $7::jsonb FROM run
  RETURNING *
)
SELECT ${RUN_EVENT_COLUMNS} FROM event`,
);

/** $1 uuid run · $2 text path */
export const LOCK_STEP = statement<[string, string], StepRow & { sealed_detail: string | null }>(
  'workflow_lock_step',
  `
SELECT ${STEP_COLUMNS}, step.sealed_detail FROM workflow_steps AS step
 WHERE step.workflow_id = $1 AND step.path = $2
   FOR NO KEY UPDATE`,
);

/** The first decision counts. $1 uuid run · $2 text path · $3 text who · $4 text sealed output */
export const MARK_DECIDED = statement<[string, string, string, string]>(
  'workflow_mark_decided',
  `
UPDATE workflow_steps
   SET decided_at = clock_timestamp(), decided_by = $3, sealed_output = $4
 WHERE workflow_id = $1 AND path = $2 AND status = 'waiting' AND decided_at IS NULL`,
);

/** $1 uuid signal · $2 uuid run · $3 text name · $4 text sealed body · $5 text who */
export const INSERT_SIGNAL = statement<[string, string, string, string, string]>(
  'workflow_insert_signal',
  `
INSERT INTO workflow_signals (signal_id, workflow_id, name, sealed_body, sent_by) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING`,
);
