import type { RunStatus } from '@cadre/domain';
import { unnamedStatement, type Queryable } from '../../database/statement';
import { boundedCount, type Total } from '../../query/bounded-count';
import { Conditions } from '../../query/conditions';
import { type Visibility, visibilityParams } from '../../visibility/visibility';
import { RUN_COLUMNS, type RunRow } from '../run-row';

export interface RunQuery {
  readonly visibility: Visibility;
  readonly status?: readonly RunStatus[];
  readonly name?: string;
  /** The name of the template they are of. */
  readonly template?: string;
  readonly submittedBy?: string;
  readonly parentId?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly limit: number;
  readonly offset: number;
}

export type RunPage = Total & { readonly workflows: readonly RunRow[] };

/** Newest first. */
export async function listRuns(db: Queryable, query: RunQuery): Promise<RunPage> {
  const conditions = conditionsOf(query);
  const total = await boundedCount(db, 'workflows AS run', conditions);
  const text = `
    SELECT ${RUN_COLUMNS}
      FROM workflows AS run ${conditions.where}
     ORDER BY run.submitted_at DESC, run.workflow_id DESC
     LIMIT ${conditions.parameter(query.limit)} OFFSET ${conditions.parameter(query.offset)}`;
  return { workflows: await db.query(unnamedStatement<RunRow>(text), conditions.parameters), ...total };
}

function conditionsOf(query: RunQuery): Conditions {
  const [tenant, owner] = visibilityParams(query.visibility);
  return new Conditions()
    .add(tenant, (value) => `run.tenant = ${value}`)
    .add(owner, (value) => `run.submitted_by = ${value}::uuid`)
    .add(query.status, (value) => `run.status = ANY (${value})`)
    .add(query.name, (value) => `run.name = ${value}`)
    .add(query.template, (value) => `run.template_id IS NOT NULL AND run.name = ${value}`)
    .add(query.submittedBy, (value) => `run.submitted_by = ${value}::uuid`)
    .add(query.parentId, (value) => `run.parent_workflow_id = ${value}::uuid`)
    .add(query.since, (value) => `run.submitted_at >= ${value}::timestamptz`)
    .add(query.until, (value) => `run.submitted_at < ${value}::timestamptz`);
}
