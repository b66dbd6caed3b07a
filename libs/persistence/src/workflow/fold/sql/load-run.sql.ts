import { statement } from '../../../database/statement';
import { RUN_COLUMNS, type RunRow, STEP_COLUMNS, type StepRow } from '../../run-row';

export interface FoldedRow extends RunRow {
  /** The database's time. */
  readonly now: Date;
  /** How often it was folded. */
  readonly fold_no: number;
}

/** The run, unless somebody else folds or commands it right now. $1 uuid run */
export const LOCK_FOLDED = statement<[string], FoldedRow>(
  'workflow_lock_folded',
  `
SELECT ${RUN_COLUMNS}, run.fold_no, clock_timestamp() AS now FROM workflows AS run
 WHERE run.workflow_id = $1 FOR NO KEY UPDATE SKIP LOCKED`,
);

/** $1 uuid run */
export const LOAD_SEALED = statement<[string], { sealed_definition: string; sealed_inputs: string }>(
  'workflow_load_sealed',
  `SELECT sealed_definition, sealed_inputs FROM workflows WHERE workflow_id = $1`,
);

export interface InboxRow {
  readonly inbox_id: string;
  readonly kind: string;
  readonly path: string | null;
  readonly attempt: number | null;
  readonly task_id: string | null;
  readonly status: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

/** $1 uuid run · $2 int at most so many */
export const LOAD_INBOX = statement<[string, number], InboxRow>(
  'workflow_load_inbox',
  `
SELECT inbox_id, kind, path, attempt, task_id, status, error_code, error_message FROM workflow_inbox
 WHERE workflow_id = $1 ORDER BY inbox_id LIMIT $2`,
);

/**
 * The steps outside of maps that were written since.
 *
 * $1 uuid run · $2 int by a fold after this one
 */
export const LOAD_CHANGED = statement<[string, number], StepRow & { follows: string[] }>(
  'workflow_load_changed',
  `
SELECT ${STEP_COLUMNS}, step.follows FROM workflow_steps AS step
 WHERE step.workflow_id = $1 AND step.scope = '' AND step.fold_no > $2`,
);

/** The steps of some elements, and some by their paths. $1 uuid run · $2 text[] elements · $3 text[] paths */
export const LOAD_STEPS = statement<[string, readonly string[], readonly string[]], StepRow & { follows: string[] }>(
  'workflow_load_steps',
  `
SELECT ${STEP_COLUMNS}, step.follows FROM workflow_steps AS step
 WHERE step.workflow_id = $1 AND (step.scope = ANY ($2) OR step.path = ANY ($3))`,
);

/** Every step inside of maps. $1 uuid run · $2 text[] the maps' paths */
export const LOAD_ELEMENTS = statement<[string, readonly string[]], StepRow & { follows: string[] }>(
  'workflow_load_elements',
  `
SELECT ${STEP_COLUMNS}, step.follows FROM workflow_steps AS step
 WHERE step.workflow_id = $1
   AND EXISTS (SELECT 1 FROM unnest($2::text[]) AS map(path) WHERE starts_with(step.path, map.path || '['))`,
);

/** Elements with a time that has come. $1 uuid run · $2 int at most so many */
export const FIND_DUE_SCOPES = statement<[string, number], { scope: string }>(
  'workflow_find_due_scopes',
  `
SELECT DISTINCT scope FROM workflow_steps
 WHERE workflow_id = $1 AND due_at <= clock_timestamp() AND status IN ('running', 'waiting') AND scope <> '' LIMIT $2`,
);

/** Elements in which a signal is waited for. $1 uuid run · $2 int at most so many */
export const FIND_LISTENING_SCOPES = statement<[string, number], { scope: string }>(
  'workflow_find_listening_scopes',
  `
SELECT scope FROM workflow_steps
 WHERE workflow_id = $1 AND type = 'signal' AND status = 'waiting' AND scope <> '' ORDER BY started_at LIMIT $2`,
);

/**
 * Elements with steps that run and were not asked to stop.
 *
 * $1 uuid run · $2 text[] the maps they belong to; null: all · $3 int at most so many
 */
export const FIND_UNASKED_SCOPES = statement<[string, readonly string[] | null, number], { scope: string }>(
  'workflow_find_unasked_scopes',
  `
SELECT scope FROM workflow_steps
 WHERE workflow_id = $1 AND scope <> '' AND scope <> '~' AND status IN ('running', 'waiting') AND NOT cancel_asked
   AND ($2::text[] IS NULL OR EXISTS (SELECT 1 FROM unnest($2::text[]) AS map(path)
                                       WHERE starts_with(workflow_steps.path, map.path || '[')))
 GROUP BY scope LIMIT $3`,
);

/** Elements that are to be begun once more. $1 uuid run · $2 text[] their maps · $3 int at most so many */
export const FIND_REDO_SCOPES = statement<[string, readonly string[], number], { scope: string }>(
  'workflow_find_redo_scopes',
  `
SELECT step.scope FROM workflow_steps AS step
 WHERE step.workflow_id = $1 AND step.element_index IS NOT NULL
   AND (step.status IN ('failed', 'cancelled') OR step.compensated)
   AND EXISTS (SELECT 1 FROM unnest($2::text[]) AS map(path)
                WHERE step.path = map.path || '[' || step.element_index || ']')
 ORDER BY step.element_index LIMIT $3`,
);

export interface OutputRow {
  readonly path: string;
  readonly task_id: string | null;
  readonly child_workflow_id: string | null;
  readonly sealed_output: string | null;
  readonly sealed_result: string | null;
  readonly sealed_child: string | null;
}

/** $1 uuid run */
export const FIND_OPEN_CHILDREN = statement<[string], { workflow_id: string }>(
  'workflow_find_open_children',
  `SELECT workflow_id FROM workflows WHERE parent_workflow_id = $1 AND completed_at IS NULL`,
);

export interface EarlierRow {
  readonly hash: string;
  readonly task_id: string;
  readonly sealed: string;
}

/**
 * The latest result for each hash that is young enough. $1 text[] hashes · $2 float8[] seconds they may be old
 */
export const FIND_EARLIER_RESULTS = statement<[readonly string[], readonly number[]], EarlierRow>(
  'workflow_find_earlier_results',
  `
SELECT DISTINCT ON (wanted.hash) wanted.hash, earlier.task_id, result.sealed
  FROM unnest($1::text[], $2::float8[]) AS wanted(hash, seconds)
 CROSS JOIN LATERAL (
       SELECT step.task_id FROM workflow_steps AS step
        WHERE step.cache_hash = wanted.hash AND step.status = 'completed'
          AND step.completed_at > clock_timestamp() - make_interval(secs => wanted.seconds)
        ORDER BY step.completed_at DESC LIMIT 1) AS earlier
  JOIN task_payloads AS result ON result.task_id = earlier.task_id AND result.kind = 'result'
 ORDER BY wanted.hash`,
);

/** What steps put out, wherever it stands. $1 uuid run · $2 text[] paths */
export const LOAD_OUTPUTS = statement<[string, readonly string[]], OutputRow>(
  'workflow_load_outputs',
  `
SELECT step.path, step.task_id, step.child_workflow_id, step.sealed_output, result.sealed AS sealed_result,
       child.sealed_output AS sealed_child
  FROM workflow_steps AS step
  LEFT JOIN task_payloads AS result ON result.task_id = step.task_id AND result.kind = 'result'
  LEFT JOIN workflows AS child ON child.workflow_id = step.child_workflow_id
 WHERE step.workflow_id = $1 AND step.path = ANY ($2)`,
);

/** $1 uuid run · $2 text the map's path */
export const LOAD_ITEMS = statement<[string, string], { sealed_items: string | null }>(
  'workflow_load_items',
  `SELECT sealed_items FROM workflow_steps WHERE workflow_id = $1 AND path = $2`,
);

export interface SignalRow {
  readonly signal_id: string;
  readonly name: string;
  readonly sealed_body: string;
}

/** Signals nobody took yet. $1 uuid run · $2 int at most so many */
export const LOAD_SIGNALS = statement<[string, number], SignalRow>(
  'workflow_load_signals',
  `
SELECT signal_id, name, sealed_body FROM workflow_signals
 WHERE workflow_id = $1 AND taken_by IS NULL ORDER BY signal_id LIMIT $2`,
);

/** The step that was completed last of those still to be undone. $1 uuid run */
export const NEXT_COMPENSABLE = statement<[string], { path: string; scope: string }>(
  'workflow_next_compensable',
  `
SELECT path, scope FROM workflow_steps
 WHERE workflow_id = $1 AND compensable AND status = 'completed' ORDER BY done_no DESC LIMIT 1`,
);
