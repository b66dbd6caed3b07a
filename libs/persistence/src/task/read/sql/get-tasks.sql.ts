import { ARTIFACT_COLUMNS, type ArtifactRow } from '../../../artifact/artifact-row';
import { statement } from '../../../database/statement';
import type { ProgressRow } from '../task-details';
import { TASK_COLUMNS, type TaskRow } from '../../task-row';

type Scope = [tenant: string | null, owner: string | null];

const VISIBLE = `($1::text IS NULL OR task.tenant = $1) AND ($2::uuid IS NULL OR task.submitted_by = $2)`;

/** A file as JSON tells of it. */
export type ArtifactJson = Omit<ArtifactRow, 'created_at'> & { readonly created_at: string };

export interface TaskDetailsRow extends TaskRow {
  readonly retry_count: number;
  readonly sealed_result: string | null;
  readonly sealed_error: string | null;
  readonly dlq_id: string | null;
  readonly dlq_state: 'open' | 'resubmitted' | 'discarded' | null;
  readonly retried_by: string[] | null;
  /** Oldest first. */
  readonly artifacts: ArtifactJson[] | null;
}

/** $1 text tenant or null · $2 uuid submitter or null · $3 uuid[] tasks */
export const GET_TASKS = statement<[...Scope, readonly string[]], TaskRow>(
  'task_get_many',
  `SELECT ${TASK_COLUMNS} FROM tasks AS task WHERE task.task_id = ANY ($3::uuid[]) AND ${VISIBLE}`,
);

/**
 * One task with what hangs on it, in one round.
 *
 * $1 text tenant or null · $2 uuid submitter or null · $3 uuid task
 */
export const GET_TASK_DETAILS = statement<[...Scope, string], TaskDetailsRow>(
  'task_get_details',
  `
SELECT ${TASK_COLUMNS},
       (SELECT count(*)::int FROM task_history AS attempt
         WHERE attempt.task_id = task.task_id AND attempt.counted AND attempt.lease_no < task.lease_no) AS retry_count,
       result.sealed AS sealed_result, failure.sealed AS sealed_error, dead.dlq_id, dead.state AS dlq_state,
       (SELECT array_agg(again.task_id ORDER BY again.submit_no) FROM tasks AS again
         WHERE again.retried_from = task.task_id) AS retried_by,
       (SELECT jsonb_agg(to_jsonb(file) ORDER BY file.created_at, file.artifact_id)
          FROM (SELECT ${ARTIFACT_COLUMNS} FROM artifacts AS artifact
                 WHERE artifact.task_id = task.task_id) AS file) AS artifacts
  FROM tasks AS task
  LEFT JOIN task_payloads AS result ON result.task_id = task.task_id AND result.kind = 'result'
  LEFT JOIN task_payloads AS failure ON failure.task_id = task.task_id AND failure.kind = 'error'
  LEFT JOIN dlq_tasks AS dead ON dead.task_id = task.task_id
 WHERE task.task_id = $3 AND ${VISIBLE}`,
);

/** $1 uuid  task */
export const GET_PARAMETERS = statement<[string], { tenant: string; sealed: string }>(
  'task_get_parameters',
  `
SELECT task.tenant, payload.sealed
  FROM tasks AS task
  JOIN task_payloads AS payload ON payload.task_id = task.task_id AND payload.kind = 'parameters'
 WHERE task.task_id = $1`,
);

/** $1 uuid[]  tasks */
export const GET_PROGRESS = statement<[readonly string[]], ProgressRow>(
  'task_get_progress',
  `
SELECT task_id, status, progress, current_step, progress_message, lease_no, event_seq, cancel_requested_at, updated_at
  FROM tasks
 WHERE task_id = ANY ($1::uuid[])`,
);
