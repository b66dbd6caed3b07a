import type { PayloadCipher } from '@cadre/crypto';
import { AuditEventType } from '../../audit/audit-entry';
import { insertAudit } from '../../audit/insert-audit';
import { actorOf, type Origin } from '../../audit/origin';
import type { Database } from '../../database/database';
import type { Transaction } from '../../database/run-transaction';
import type { IdempotencyRequest, KeyTaken, StoredAnswer } from '../../idempotency/idempotency';
import { IdempotencyStore } from '../../idempotency/idempotency.store';
import { type Visibility, visibilityParams } from '../../visibility/visibility';
import type { RunEventRow, RunRow } from '../run-row';
import { insertRuns } from './insert-runs';
import { listRuns, type RunPage, type RunQuery } from './list-runs';
import type { NewRun } from './new-run';
import { openRun, openStep, type RunDetails, type StepPage, type StepQuery } from './run-details';
import {
  COUNT_NODES,
  COUNT_STEPS,
  EVENTS_OF_RUNS,
  GET_RUN,
  GET_STEPS,
  type NodeCount,
  RUN_EVENTS_AFTER,
} from './sql/read-runs.sql';

export interface CreatedRun {
  readonly kind: 'created';
  readonly run: RunRow;
  /** To be announced. Empty when an earlier commit of the same run had an unknown end. */
  readonly events: readonly RunEventRow[];
}

/** Another run of the same caller bears the external id. */
export interface ExternalIdTaken {
  readonly kind: 'external_id_taken';
}

export interface RunIdempotency {
  readonly request: IdempotencyRequest;
  readonly answer: (created: CreatedRun) => StoredAnswer;
}

/** More of a run's steps are read page by page. */
const MOST_STEPS = 1000;
/** Of sealed outputs, in one answer. */
const OUTPUT_BYTES = 4 * 1024 * 1024;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Runs of workflows: accepted and read. */
export class WorkflowRunStore {
  private readonly keys: IdempotencyStore;

  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
  ) {
    this.keys = new IdempotencyStore(db, cipher);
  }

  /** Accepts a run; an orchestrator begins it. The same id again is the same run. */
  async createRun(
    run: NewRun,
    origin: Origin,
    idempotency?: RunIdempotency,
  ): Promise<CreatedRun | ExternalIdTaken | KeyTaken> {
    const done = await this.keys.once(
      idempotency?.request,
      (tx) => this.create(tx, run, origin),
      (done) => (done.kind === 'created' && idempotency ? idempotency.answer(done) : null),
    );
    return done.kind === 'done' ? done.result : done;
  }

  /** By its id or the caller's own. Null when there is none that the caller may see. */
  async readRun(id: string, visibility: Visibility): Promise<RunDetails | null> {
    const row = await this.find(this.db, id, visibility);
    if (!row) return null;
    const steps = await this.db.query(GET_STEPS, [row.workflow_id, null, MOST_STEPS + 1, 0, OUTPUT_BYTES]);
    return openRun(row, steps, MOST_STEPS, this.cipher);
  }

  /** The run without its steps. */
  async findRun(id: string, visibility: Visibility): Promise<RunDetails | null> {
    const row = await this.find(this.db, id, visibility);
    return row ? openRun(row, [], 0, this.cipher) : null;
  }

  /** Steps of a run the caller was shown to see: those outside of maps before the others, elements in their order. */
  async readSteps({ workflow_id: id, tenant }: RunRow, { under, limit, offset }: StepQuery): Promise<StepPage> {
    const rows = await this.db.query(GET_STEPS, [id, under ?? null, limit, offset, OUTPUT_BYTES]);
    const [counted] = await this.db.query(COUNT_STEPS, [id, under ?? null]);
    return { steps: rows.map((row) => openStep(row, tenant, this.cipher)), total: counted?.total ?? 0 };
  }

  /** How many of each step's elements stand how; for a step outside of maps, how it stands. */
  countNodes(workflowId: string): Promise<NodeCount[]> {
    return this.db.query(COUNT_NODES, [workflowId]);
  }

  listRuns(query: RunQuery): Promise<RunPage> {
    return listRuns(this.db, query);
  }

  /** Events of a run the caller was shown to see, after a number. */
  readEvents(workflowId: string, after: number, limit: number): Promise<RunEventRow[]> {
    return this.db.query(RUN_EVENTS_AFTER, [workflowId, after, limit]);
  }

  /** The same of several, at most so many of each. */
  eventsOfMany(
    wanted: readonly { readonly id: string; readonly afterSeq: number }[],
    limit: number,
  ): Promise<RunEventRow[]> {
    const [ids, seqs] = [wanted.map(({ id }) => id), wanted.map(({ afterSeq }) => afterSeq)];
    return this.db.query(EVENTS_OF_RUNS, [ids, seqs, limit]);
  }

  private async find(db: Pick<Database, 'query'>, id: string, visibility: Visibility) {
    const [row] = await db.query(GET_RUN, [...visibilityParams(visibility), UUID.test(id) ? id : null, id]);
    return row;
  }

  private async create(tx: Transaction, run: NewRun, origin: Origin): Promise<CreatedRun | ExternalIdTaken> {
    const { runs, events } = await insertRuns(tx, this.cipher, [{ run, actor: actorOf(origin) }]);
    const [created] = runs;
    if (!created) return this.createdBefore(tx, run);
    await insertAudit(tx, [
      {
        eventType: AuditEventType.WorkflowSubmitted,
        origin,
        objectType: 'workflow',
        objectId: run.workflowId,
        data: { name: created.name, ...(run.template && { template_version: run.template.version }) },
      },
    ]);
    return { kind: 'created', run: created, events };
  }

  private async createdBefore(tx: Transaction, run: NewRun): Promise<CreatedRun | ExternalIdTaken> {
    const { workflowId, externalId } = run;
    const row = await this.find(tx, workflowId, { kind: 'all' });
    if (row?.workflow_id !== workflowId && externalId !== null) return { kind: 'external_id_taken' };
    if (!row) throw new RunVanishedError(`Run ${workflowId} exists and cannot be read.`);
    const { sealed_definition: _d, sealed_inputs: _i, sealed_output: _o, ...created } = row;
    return { kind: 'created', run: created, events: [] };
  }
}

/** A run was deleted between an insert that found it and the look at it. A retry helps. */
class RunVanishedError extends Error {
  readonly code = 'RUN_VANISHED';
}
