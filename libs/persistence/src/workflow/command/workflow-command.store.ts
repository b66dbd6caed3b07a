import { type PayloadCipher, uuidv7 } from '@cadre/crypto';
import { canRetryRun, cleanJson, isRunEnd, RunStatus } from '@cadre/domain';
import { AuditEventType } from '../../audit/audit-entry';
import { insertAudit } from '../../audit/insert-audit';
import { actorOf } from '../../audit/origin';
import type { Database } from '../../database/database';
import type { Transaction } from '../../database/run-transaction';
import type { Commander } from '../../task/command/commander';
import { visibilityParams } from '../../visibility/visibility';
import type { RunRow } from '../run-row';
import { signalAad } from '../workflow-aad';
import type { DecisionOutcome, RunCommandOutcome } from './command-outcome';
import { type DeciderRight, type Decision, decideApproval } from './decide-approval';
import {
  APPEND_RUN_EVENT,
  INSERT_SIGNAL,
  LOCK_RUN,
  MARK_CANCELLED,
  MARK_PAUSED,
  MARK_RESUMED,
  MARK_RETRIED,
  TELL_RUN,
} from './sql/command-runs.sql';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What people may do to runs. Every command locks the run's row, notes what was asked and tells the engine, in one
 * transaction; the fold that follows does the work.
 */
export class WorkflowCommandStore {
  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
  ) {}

  /** Nothing new starts from now on; what runs is cancelled. A second cancel is a conflict only once the run has ended. */
  cancelRun(id: string, by: Commander): Promise<RunCommandOutcome> {
    return this.db.transaction((tx) => this.cancelRunIn(tx, id, by));
  }

  /** The same inside a transaction. */
  cancelRunIn(tx: Transaction, id: string, by: Commander): Promise<RunCommandOutcome> {
    return this.commandIn(tx, id, by, async (run) => {
      if (isRunEnd(run.status)) return conflict(run, 'The run has ended.');
      if (run.cancel_requested_at !== null) return { kind: 'done', run, events: [] };
      const actor = actorOf(by.origin);
      await tx.query(MARK_CANCELLED, [run.workflow_id, actor]);
      return this.tell(tx, run, 'cancel', { type: 'cancel_requested', to: null }, by);
    });
  }

  /** What runs goes on; nothing new starts until the run is resumed. */
  pauseRun(id: string, by: Commander): Promise<RunCommandOutcome> {
    return this.command(id, by, async (tx, run) => {
      if (run.status !== RunStatus.Running && run.status !== RunStatus.Waiting)
        return conflict(run, 'It does not run.');
      if (run.cancel_requested_at !== null) return conflict(run, 'The run is being cancelled.');
      await tx.query(MARK_PAUSED, [run.workflow_id, actorOf(by.origin)]);
      return this.tell(tx, run, 'pause', { type: 'paused', to: RunStatus.Paused }, by);
    });
  }

  resumeRun(id: string, by: Commander): Promise<RunCommandOutcome> {
    return this.command(id, by, async (tx, run) => {
      if (run.status !== RunStatus.Paused) return conflict(run, 'The run is not paused.');
      return this.takeUp(tx, run, RESUMING, by);
    });
  }

  /** Takes a failed or cancelled run up again; what is completed stays so. */
  retryRun(id: string, by: Commander): Promise<RunCommandOutcome> {
    return this.command(id, by, async (tx, run) => {
      if (!canRetryRun(run.status)) return conflict(run, 'Only a failed or cancelled run can be retried.');
      if (run.parent_workflow_id !== null)
        return conflict(run, 'It belongs to another run, which is the one to retry.');
      return this.takeUp(tx, run, RETRYING, by);
    });
  }

  /** The first decision counts. Whom the step names may decide also for a run that is not theirs to see. */
  async decideApproval(id: string, path: string, decision: Decision, by: Commander): Promise<DecisionOutcome> {
    const outcome = await this.decide(id, path, { decision, right: 'sees_run' }, by);
    const { tenant } = by.origin;
    if (outcome.kind !== 'not_found' || by.visibility.kind !== 'own' || tenant === null) return outcome;
    const ofTenant: Commander = { ...by, visibility: { kind: 'tenant', tenant } };
    return this.decide(id, path, { decision, right: 'is_named' }, ofTenant);
  }

  /** Keeps the signal until a step takes it, also one that has not started yet. The same id again is the same signal. */
  sendSignal(
    id: string,
    signal: { readonly name: string; readonly body: unknown; readonly signalId?: string },
    by: Commander,
  ): Promise<RunCommandOutcome> {
    return this.command(id, by, async (tx, run) => {
      if (isRunEnd(run.status)) return conflict(run, 'The run has ended.');
      const { name, body, signalId = uuidv7() } = signal;
      const sealed = this.cipher.seal(JSON.stringify(cleanJson(body) ?? null), signalAad(run.tenant, signalId));
      await tx.execute(INSERT_SIGNAL, [signalId, run.workflow_id, name, sealed, actorOf(by.origin)]);
      return this.tell(tx, run, 'signal', { type: 'signalled', to: null, name }, by);
    });
  }

  private decide(
    id: string,
    path: string,
    { decision, right }: { readonly decision: Decision; readonly right: DeciderRight },
    by: Commander,
  ): Promise<DecisionOutcome> {
    return this.command<DecisionOutcome>(id, by, async (tx, run) => {
      if (isRunEnd(run.status) && right === 'sees_run') return conflict(run, 'The run has ended.');
      const refused = await decideApproval({ tx, cipher: this.cipher, run, right }, path, decision, by);
      if (refused) return refused;
      return this.tell(tx, run, 'decision', { type: 'decided', to: null, path, approved: decision.approved }, by);
    });
  }

  private command<Outcome>(
    id: string,
    by: Commander,
    work: (tx: Transaction, run: RunRow) => Promise<Outcome>,
  ): Promise<Outcome | NotFound> {
    return this.db.transaction((tx) => this.commandIn(tx, id, by, (run) => work(tx, run)));
  }

  private async commandIn<Outcome>(
    tx: Transaction,
    id: string,
    { visibility }: Commander,
    work: (run: RunRow) => Promise<Outcome>,
  ): Promise<Outcome | NotFound> {
    const [run] = await tx.query(LOCK_RUN, [...visibilityParams(visibility), UUID.test(id) ? id : null, id]);
    return run ? work(run) : { kind: 'not_found' };
  }

  private async takeUp(
    tx: Transaction,
    run: RunRow,
    { statement, kind, type }: typeof RESUMING | typeof RETRYING,
    by: Commander,
  ): Promise<RunCommandOutcome> {
    await tx.query(statement, [run.workflow_id]);
    return this.tell(tx, run, kind, { type, to: RunStatus.Running }, by);
  }

  private async tell(
    tx: Transaction,
    run: RunRow,
    kind: string,
    { type, to, path = null, ...data }: Told,
    by: Commander,
  ): Promise<RunCommandOutcome> {
    const { workflow_id: id } = run;
    await tx.execute(TELL_RUN, [id, kind, path, decided(data.approved)]);
    const from = to === null ? null : run.status;
    const json = Object.keys(data).length > 0 ? JSON.stringify(data) : null;
    const events = await tx.query(APPEND_RUN_EVENT, [id, type, path, from, to, actorOf(by.origin), json]);
    await insertAudit(tx, [
      {
        eventType: AuditEventType.WorkflowCommanded,
        origin: by.origin,
        objectType: 'workflow',
        objectId: id,
        data: { command: kind, ...data },
      },
    ]);
    const [now] = await tx.query(LOCK_RUN, [null, null, id, id]);
    return { kind: 'done', run: now ?? run, events };
  }
}

const RESUMING = { statement: MARK_RESUMED, kind: 'resume', type: 'resumed' } as const;
const RETRYING = { statement: MARK_RETRIED, kind: 'retry', type: 'retried' } as const;

type NotFound = { readonly kind: 'not_found' };

interface Told {
  readonly type: string;
  readonly to: RunStatus | null;
  readonly path?: string | null;
  readonly name?: string;
  readonly approved?: boolean;
}

function conflict(run: RunRow, detail: string): RunCommandOutcome {
  return { kind: 'conflict', status: run.status, detail };
}

function decided(approved: boolean | undefined): string | null {
  if (approved === undefined) return null;
  return approved ? 'approved' : 'rejected';
}
