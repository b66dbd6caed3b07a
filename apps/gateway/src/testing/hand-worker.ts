import { randomUUID } from 'node:crypto';
import { createKeyedHash, type KeyRing, PayloadCipher } from '@cadre/crypto';
import type { ErrorClass } from '@cadre/domain';
import {
  type AttemptReport,
  type ClaimResult,
  type CommittedEvent,
  ClaimStore,
  type Database,
  DispatchStore,
  PresenceStore,
  type ReportedOutcome,
  ReportStore,
  TeamLeaseStore,
} from '@cadre/persistence';

/** Tells those who listen what was committed. */
export type Announce = (events: readonly CommittedEvent[]) => void;

type Granted = Extract<ClaimResult, { granted: true }>;

/** Dispatches, claims and reports by the engine's own statements: an orchestrator and its worker, one step at a time. */
export class HandWorker {
  private readonly teams: TeamLeaseStore;
  private readonly dispatches: DispatchStore;
  private readonly claims: ClaimStore;
  private readonly reports: ReportStore;
  private readonly presence: PresenceStore;
  private readonly dispatchNos = new Map<string, number>();

  constructor(
    db: Database,
    keys: KeyRing,
    private readonly announce: Announce,
    private readonly team = 'platform',
  ) {
    const cipher = new PayloadCipher(keys);
    this.teams = new TeamLeaseStore(db);
    this.dispatches = new DispatchStore(db);
    this.claims = new ClaimStore(db, cipher);
    this.reports = new ReportStore(db, cipher, createKeyedHash(keys));
    this.presence = new PresenceStore(db);
  }

  /** Queues what is due, until nothing moves any more. */
  async dispatch(): Promise<void> {
    const identity = { workerId: 'hand', team: this.team, host: 'test', pid: 1, version: 'test' };
    await this.presence.note([{ ...identity, slots: 100, busy: 0, status: 'active', uptimeSeconds: 1, offers: null }]);
    const [lease] = await this.teams.acquire('test', [this.team], 60);
    for (let moved = lease !== undefined; lease && moved;) {
      const round = await this.dispatches.dispatch(lease, 0);
      moved = round.kind !== 'fenced' && round.events.length > 0;
      if (round.kind !== 'fenced') this.announce(round.events);
      if (round.kind !== 'dispatched') continue;
      for (const task of round.tasks) this.dispatchNos.set(task.taskId, task.dispatchNo);
    }
  }

  /** Starts one task, whatever else was dispatched with it. */
  async start(taskId: string): Promise<Attempt> {
    await this.dispatch();
    const dispatchNo = this.dispatchNos.get(taskId) ?? 0;
    const ids = { claimId: randomUUID(), taskId, dispatchNo, workerId: 'hand', workerHost: 'test', team: this.team };
    const { results, events } = await this.claims.claim([ids]);
    this.announce(events);
    const [result] = results;
    if (!result?.granted) throw new NotGrantedError(taskId, result?.reason);
    return new Attempt(result, this.reports, this.announce);
  }

  async complete(taskId: string, result: unknown = { ok: true }): Promise<void> {
    await (await this.start(taskId)).complete(result);
  }

  async fail(taskId: string, errorClass: ErrorClass = 'permanent', message = 'it broke'): Promise<void> {
    await (await this.start(taskId)).fail(errorClass, message);
  }
}

/** One attempt that runs. */
export class Attempt {
  constructor(
    readonly granted: Granted,
    private readonly reports: ReportStore,
    private readonly announce: Announce,
  ) {}

  complete(result: unknown = { ok: true }, more: Partial<AttemptReport> = {}): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(result));
    return this.report({ kind: 'completed', result: bytes, hash: randomUUID() }, more);
  }

  fail(errorClass: ErrorClass, message = 'it broke', errorCode = 'ECHO_FAILURE'): Promise<void> {
    return this.report({ kind: 'failed', errorClass, errorCode, message, stack: `Error: ${message}\n    at echo` });
  }

  cancelled(): Promise<void> {
    return this.report({ kind: 'cancelled' });
  }

  private async report(outcome: ReportedOutcome, more: Partial<AttemptReport> = {}): Promise<void> {
    const { claim, grant } = this.granted;
    const { events } = await this.reports.recordOutcomes([
      {
        taskId: claim.taskId,
        leaseNo: grant.leaseNo,
        leaseToken: grant.leaseToken,
        workerId: claim.workerId,
        team: claim.team,
        outcome,
        durationMs: 5,
        usage: null,
        agentVersion: null,
        artifacts: [],
        logs: [],
        ...more,
      },
    ]);
    this.announce(events);
  }
}

/** The preparation of a test did not come about. */
class NotGrantedError extends Error {
  constructor(taskId: string, reason = 'nothing answered') {
    super(`The task ${taskId} was not granted: ${reason}`);
  }
}
