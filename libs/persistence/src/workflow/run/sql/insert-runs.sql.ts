import { statement } from '../../../database/statement';
import { RUN_COLUMNS, type RunRow } from '../../run-row';

type Texts = readonly (string | null)[];
type Numbers = readonly (number | null)[];

type RunColumns = [
  Texts,
  Texts,
  Texts,
  Texts,
  Texts,
  Texts,
  Texts,
  Numbers,
  Texts,
  Texts,
  Numbers,
  Texts,
  Texts,
  Numbers,
  Numbers,
  Texts,
  Texts,
];

const insertRuns = (name: string, conflict: string) =>
  statement<RunColumns, RunRow & { readonly actor: string }>(
    name,
    `
WITH input AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::int[],
                       $9::text[], $10::text[], $11::int[], $12::uuid[], $13::text[], $14::int[], $15::int[],
                       $16::text[], $17::text[])
    AS input(workflow_id, external_id, tenant, submitted_by, submitted_by_email, name, template_id, template_version,
             sealed_definition, sealed_inputs, total_steps, parent_workflow_id, parent_path, parent_attempt, level,
             trace_parent, actor)
), run AS (
  INSERT INTO workflows (workflow_id, external_id, tenant, submitted_by, submitted_by_email, name, template_id,
                         template_version, sealed_definition, sealed_inputs, total_steps, parent_workflow_id,
                         parent_path, parent_attempt, level, trace_parent, event_seq)
  SELECT workflow_id, external_id, tenant, submitted_by, submitted_by_email, name, template_id, template_version,
         sealed_definition, sealed_inputs, total_steps, parent_workflow_id, parent_path, parent_attempt, level,
         trace_parent, 1
    FROM input
      ON CONFLICT ${conflict} DO NOTHING
  RETURNING *
), event AS (
  INSERT INTO workflow_events (workflow_id, seq, type, to_status, actor, at)
  SELECT run.workflow_id, 1, 'submitted', 'running', input.actor, run.submitted_at FROM run JOIN input USING (workflow_id)
), begun AS (
  INSERT INTO workflow_inbox (workflow_id, kind) SELECT workflow_id, 'start' FROM run
)
SELECT ${RUN_COLUMNS}, input.actor FROM run JOIN input USING (workflow_id)`,
  );

/**
 * Accepts runs with their first event, and tells the engine to begin. A run whose id exists is left out: it was accepted
 * before.
 *
 * $1 uuid[] runs · $2 text[] external ids · $3 text[] tenants · $4 uuid[] submitters · $5 text[] their emails
 * $6 text[] names · $7 uuid[] templates · $8 int[] their versions · $9 text[] sealed definitions
 * $10 text[] sealed inputs · $11 int[] numbers of steps · $12 uuid[] parents · $13 text[] the parents' steps
 * $14 int[] attempts of those · $15 int[] levels · $16 text[] trace parents · $17 text[] actors
 */
export const INSERT_RUNS = insertRuns('workflow_insert_runs', '(workflow_id)');

/** The same of runs that bear their caller's own id; one whose caller has a run of that id is left out, too. */
export const INSERT_NAMED_RUNS = insertRuns('workflow_insert_named_runs', '');
