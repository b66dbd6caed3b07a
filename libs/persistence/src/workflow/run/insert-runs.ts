import type { PayloadCipher } from '@cadre/crypto';
import { cleanJson, cleanText } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import type { RunEventRow, RunRow } from '../run-row';
import { runAad } from '../workflow-aad';
import type { NewRun } from './new-run';
import { INSERT_NAMED_RUNS, INSERT_RUNS } from './sql/insert-runs.sql';

export interface InsertedRuns {
  readonly runs: readonly RunRow[];
  readonly events: readonly RunEventRow[];
}

export interface RunToInsert {
  readonly run: NewRun;
  /** Who its first event names. */
  readonly actor: string;
}

/** Inserts runs in one statement; answers those that did not exist before, and whose external ids were free. */
export async function insertRuns(
  db: Queryable,
  cipher: PayloadCipher,
  inserts: readonly RunToInsert[],
): Promise<InsertedRuns> {
  const runs = inserts.map(({ run }) => run);
  if (runs.length === 0) return { runs: [], events: [] };
  const sealed = (run: NewRun, column: 'sealed_definition' | 'sealed_inputs', value: unknown): string =>
    cipher.seal(JSON.stringify(cleanJson(value) ?? null), runAad(run.tenant, run.workflowId, column));
  const isNamed = runs.some(({ externalId }) => externalId !== null);
  const rows = await db.query(isNamed ? INSERT_NAMED_RUNS : INSERT_RUNS, [
    runs.map(({ workflowId }) => workflowId),
    runs.map(({ externalId }) => (externalId === null ? null : cleanText(externalId))),
    runs.map(({ tenant }) => tenant),
    runs.map(({ submittedBy }) => submittedBy),
    runs.map(({ submittedByEmail }) => submittedByEmail),
    runs.map(({ name }) => cleanText(name)),
    runs.map(({ template }) => template?.templateId ?? null),
    runs.map(({ template }) => template?.version ?? null),
    runs.map((run) => sealed(run, 'sealed_definition', run.definition)),
    runs.map((run) => sealed(run, 'sealed_inputs', run.inputs)),
    runs.map(({ totalSteps }) => totalSteps),
    runs.map(({ parent }) => parent?.workflowId ?? null),
    runs.map(({ parent }) => parent?.path ?? null),
    runs.map(({ parent }) => parent?.attempt ?? null),
    runs.map(({ parent }) => parent?.level ?? 1),
    runs.map(({ traceParent }) => traceParent),
    inserts.map(({ actor }) => actor),
  ]);
  return { runs: rows, events: rows.map((row) => bornEvent(row, row.actor)) };
}

function bornEvent({ workflow_id, submitted_at }: RunRow, actor: string): RunEventRow {
  return {
    ...{ workflow_id, seq: 1, type: 'submitted', path: null, from: null, to: 'running', attempt: null },
    ...{ actor, at: submitted_at, data: null },
  };
}
