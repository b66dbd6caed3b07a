import type { StepStatus } from '@cadre/domain';
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
  readonly sealed_child: string | null;
  readonly output_omitted: boolean;
}

/** The numbers of a path made equally long, so that `stories[10]` comes after `stories[9]`. */
const NATURAL_PATH = `
  regexp_replace(regexp_replace(step.path, '\\[(\\d+)\\]', '[000000\\1]', 'g'), '\\[\\d*(\\d{6})\\]', '[\\1]', 'g')
    COLLATE "C"`;

/**
 * Steps of a run with what they put out; those inside of maps after the others, element by element. What a step put out
 * is left away when all before it on the page have used up the bytes.
 *
 * $1 uuid run · $2 text the path they stand under, or null for all · $3 int at most so many · $4 int after so many
 * $5 int bytes of sealed outputs
 */
export const GET_STEPS = statement<[string, string | null, number, number, number], SealedStep>(
  'workflow_get_steps',
  `
WITH page AS MATERIALIZED (
  SELECT step.*, row_number() OVER (ORDER BY step.scope <> '', ${NATURAL_PATH}) AS place
    FROM workflow_steps AS step
   WHERE step.workflow_id = $1 AND ($2::text IS NULL OR starts_with(step.path, $2 || '.') OR starts_with(step.path, $2 || '['))
   ORDER BY place LIMIT $3 OFFSET $4
), weighed AS (
  SELECT page.*, result.sealed, child.sealed_output AS sealed_child,
         sum(octet_length(coalesce(page.sealed_output, result.sealed, child.sealed_output, '')))
           OVER (ORDER BY page.place) AS bytes
    FROM page LEFT JOIN task_payloads AS result
      ON result.task_id = page.task_id AND result.kind = 'result' AND page.status = 'completed'
     AND page.sealed_output IS NULL
    LEFT JOIN workflows AS child
      ON child.workflow_id = page.child_workflow_id AND page.status = 'completed' AND page.sealed_output IS NULL)
SELECT ${STEP_COLUMNS}, step.sealed_detail,
       CASE WHEN step.bytes <= $5 THEN step.sealed_output END AS sealed_output,
       CASE WHEN step.bytes <= $5 THEN step.sealed END AS sealed_result,
       CASE WHEN step.bytes <= $5 THEN step.sealed_child END AS sealed_child,
       step.bytes > $5 AND coalesce(step.sealed_output, step.sealed, step.sealed_child) IS NOT NULL AS output_omitted
  FROM weighed AS step ORDER BY step.place`,
);

/** How many there are. $1 uuid run · $2 text the path they stand under, or null for all */
export const COUNT_STEPS = statement<[string, string | null], { readonly total: number }>(
  'workflow_count_steps',
  `
SELECT count(*)::int AS total FROM workflow_steps AS step
 WHERE step.workflow_id = $1 AND ($2::text IS NULL OR starts_with(step.path, $2 || '.') OR starts_with(step.path, $2 || '['))`,
);

export interface NodeCount {
  readonly node: string;
  readonly status: StepStatus;
  readonly count: number;
}

/** How the elements of each step stand, and the steps outside of maps. $1 uuid run */
export const COUNT_NODES = statement<[string], NodeCount>(
  'workflow_count_nodes',
  `
SELECT step.node, step.status, count(*)::int AS count FROM workflow_steps AS step
 WHERE step.workflow_id = $1 AND step.type <> 'compensation' GROUP BY step.node, step.status`,
);

/** $1 uuid run · $2 int after this number · $3 int at most so many */
export const RUN_EVENTS_AFTER = statement<[string, number, number], RunEventRow>(
  'workflow_events_after',
  `
SELECT ${RUN_EVENT_COLUMNS} FROM workflow_events AS event
 WHERE event.workflow_id = $1 AND event.seq > $2 ORDER BY event.seq LIMIT $3`,
);

/** At most so many of each. $1 uuid[] runs · $2 int[] after these numbers · $3 int at most so many */
export const EVENTS_OF_RUNS = statement<[readonly string[], readonly number[], number], RunEventRow>(
  'workflow_events_of_many',
  `
SELECT ${RUN_EVENT_COLUMNS} FROM unnest($1::uuid[], $2::int[]) AS wanted(workflow_id, after_seq)
 CROSS JOIN LATERAL (
   SELECT * FROM workflow_events AS event
    WHERE event.workflow_id = wanted.workflow_id AND event.seq > wanted.after_seq ORDER BY event.seq LIMIT $3) AS event
 ORDER BY event.workflow_id, event.seq`,
);
