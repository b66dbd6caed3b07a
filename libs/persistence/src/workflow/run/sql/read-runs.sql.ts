import { statement } from '../../../database/statement';
import {
  RUN_COLUMNS,
  RUN_EVENT_COLUMNS,
  type RunEventRow,
  type RunRow,
  STEP_COLUMNS,
  type StepRow,
} from '../../run-row';

export interface SealedRun extends RunRow {
  readonly sealed_definition: string;
  readonly sealed_inputs: string;
  readonly sealed_output: string | null;
}

/**
 * One run, by its id or by the caller's own.
 *
 * $1 text tenant or null · $2 uuid submitter or null · $3 uuid id, or null · $4 text the caller's id
 */
export const GET_RUN = statement<[string | null, string | null, string | null, string], SealedRun>(
  'workflow_get_run',
  `
SELECT ${RUN_COLUMNS}, run.sealed_definition, run.sealed_inputs, run.sealed_output
  FROM workflows AS run
 WHERE (run.workflow_id = $3::uuid OR run.external_id = $4) AND ($1::text IS NULL OR run.tenant = $1)
   AND ($2::uuid IS NULL OR run.submitted_by = $2)
 ORDER BY run.workflow_id = $3::uuid DESC NULLS LAST, run.submitted_at DESC
 LIMIT 1`,
);

export interface SealedStep extends StepRow {
  readonly sealed_detail: string | null;
  readonly sealed_output: string | null;
  readonly sealed_result: string | null;
}

/**
 * Steps of a run with what they put out; elements of maps after the others.
 *
 * $1 uuid run · $2 int at most so many
 */
export const GET_STEPS = statement<[string, number], SealedStep>(
  'workflow_get_steps',
  `
SELECT ${STEP_COLUMNS}, step.sealed_detail, step.sealed_output, result.sealed AS sealed_result
  FROM (SELECT * FROM workflow_steps WHERE workflow_id = $1 ORDER BY scope <> '', path LIMIT $2) AS step
  LEFT JOIN task_payloads AS result
    ON result.task_id = step.task_id AND result.kind = 'result' AND step.status = 'completed'
   AND step.sealed_output IS NULL`,
);

/** $1 uuid run · $2 int after this number · $3 int at most so many */
export const RUN_EVENTS_AFTER = statement<[string, number, number], RunEventRow>(
  'workflow_events_after',
  `
SELECT ${RUN_EVENT_COLUMNS} FROM workflow_events AS event
 WHERE event.workflow_id = $1 AND event.seq > $2 ORDER BY event.seq LIMIT $3`,
);
