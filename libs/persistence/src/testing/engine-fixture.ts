import { createKeyedHash, generateKeyMaterial, KeyRing, PayloadCipher, uuidv7 } from '@cadre/crypto';
import { canMove, DEFAULT_RETRY_POLICY, type TaskEventType, type TaskStatus } from '@cadre/domain';
import { Database } from '../database/database';
import { unnamedStatement } from '../database/statement';
import { ClaimStore } from '../engine/claim/claim.store';
import type { Claim, ClaimResult, Grant } from '../engine/claim/grant';
import type { DispatchedTask, DispatchRound } from '../engine/dispatch/dispatch-round';
import { DispatchStore } from '../engine/dispatch/dispatch.store';
import { ExpireStore } from '../engine/expire/expire.store';
import { HeartbeatStore } from '../engine/heartbeat/heartbeat.store';
import { PresenceStore } from '../engine/presence/presence.store';
import { PromoteStore } from '../engine/promote/promote.store';
import { ReapStore } from '../engine/reap/reap.store';
import type { AttemptReport, ReportedOutcome } from '../engine/report/attempt-report';
import { ReportStore } from '../engine/report/report.store';
import { SnapshotStore } from '../engine/stats/snapshot.store';
import { TakeBackStore } from '../engine/take-back/take-back.store';
import { type TeamLease, TeamLeaseStore } from '../engine/team-lease/team-lease.store';
import type { NewTask } from '../task/new-task';
import { insertTasks } from '../task/submission/insert-tasks';

export const TEAM = 'testing';

export interface AgentOptions {
  readonly team?: string;
  readonly executor?: string;
  readonly max?: number | null;
  readonly ratePerSecond?: number | null;
  readonly burst?: number | null;
  readonly tokens?: number;
  readonly paused?: boolean;
}

/** All stores of the engine over one database, and the few words a spec needs to say what matters. */
export class EngineFixture {
  readonly db: Database;
  readonly cipher: PayloadCipher;
  readonly teams: TeamLeaseStore;
  readonly dispatches: DispatchStore;
  readonly takeBacks: TakeBackStore;
  readonly claims: ClaimStore;
  readonly heartbeats: HeartbeatStore;
  readonly reports: ReportStore;
  readonly reaper: ReapStore;
  readonly promoter: PromoteStore;
  readonly expiry: ExpireStore;
  readonly presence: PresenceStore;
  readonly snapshots: SnapshotStore;

  constructor(url: string, poolSize = 10) {
    const ring = new KeyRing(generateKeyMaterial([TEAM]));
    const hash = createKeyedHash(ring);
    this.cipher = new PayloadCipher(ring);
    this.db = new Database({ url, poolSize, plans: 'by_index' });
    this.teams = new TeamLeaseStore(this.db);
    this.dispatches = new DispatchStore(this.db);
    this.takeBacks = new TakeBackStore(this.db);
    this.claims = new ClaimStore(this.db, this.cipher);
    this.heartbeats = new HeartbeatStore(this.db, this.cipher);
    this.reports = new ReportStore(this.db, this.cipher, hash);
    this.reaper = new ReapStore(this.db);
    this.promoter = new PromoteStore(this.db);
    this.expiry = new ExpireStore(this.db);
    this.presence = new PresenceStore(this.db);
    this.snapshots = new SnapshotStore(this.db);
  }

  async sql<Row>(text: string, ...params: unknown[]): Promise<Row[]> {
    return this.db.query(unnamedStatement<Row>(text), params);
  }

  /** Empties everything that a spec may have filled. */
  async clear(): Promise<void> {
    await this.sql(
      `TRUNCATE tasks, task_payloads, task_events, task_history, task_logs, checkpoints, artifacts, dlq_tasks, agents,
                agent_limits, workers, team_dispatch, stats_snapshot`,
    );
    await this.sql(`DELETE FROM tenants WHERE tenant <> 'default'`);
  }

  async agent(agentId: string, options: AgentOptions = {}): Promise<void> {
    const { team = TEAM, executor = 'builtin', max = null, ratePerSecond = null, paused = false, tokens = 0 } = options;
    const burst = options.burst ?? (ratePerSecond === null ? null : 1);
    await this.sql(
      `INSERT INTO agents (agent_id, agent_name, team, description, executor, schema, definition, version)
       VALUES ($1, $1, $2, '', $3, '{}', '{}', '1')`,
      agentId,
      team,
      executor,
    );
    await this.sql(
      `INSERT INTO agent_limits (agent_id, team, max_concurrent_tasks, rate_per_second, rate_burst, paused, rate_tokens)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      ...[agentId, team, max, ratePerSecond, burst, paused, tokens],
    );
  }

  async worker(workerId = 'w1', slots = 10, team = TEAM): Promise<void> {
    const beat = { workerId, team, slots, host: 'h', pid: 1, version: '1', busy: 0, status: 'active' as const };
    await this.presence.note([{ ...beat, uptimeSeconds: 1, offers: null }]);
  }

  /** Accepts tasks; answers their ids in order of submission. */
  async tasks(count: number, values: Partial<NewTask> = {}): Promise<string[]> {
    const rows = Array.from({ length: count }, () => ({
      task: { ...NEW_TASK, taskId: uuidv7(), ...values },
      actor: 'test',
    }));
    const inserted = await insertTasks(this.db, this.cipher, rows);
    return inserted.map((row) => row.task_id);
  }

  async task(values: Partial<NewTask> = {}): Promise<string> {
    const [id = ''] = await this.tasks(1, values);
    return id;
  }

  async lead(owner = 'o1', team = TEAM): Promise<TeamLease> {
    const [lease] = await this.teams.acquire(owner, [team], 60);
    return lease ?? { team, owner, term: -1 };
  }

  /** Dispatches until nothing moves any more. */
  async dispatchAll(lease: TeamLease): Promise<DispatchedTask[]> {
    const tasks: DispatchedTask[] = [];
    for (;;) {
      const round = await this.dispatches.dispatch(lease, 0);
      if (!movedSomething(round)) return tasks;
      if (round.kind === 'dispatched') tasks.push(...round.tasks);
    }
  }

  claimOf(task: Pick<DispatchedTask, 'taskId' | 'dispatchNo'>, values: Partial<Claim> = {}): Claim {
    const { taskId, dispatchNo } = task;
    return { taskId, dispatchNo, claimId: crypto.randomUUID(), workerId: 'w1', workerHost: 'h', team: TEAM, ...values };
  }

  /** Claims tasks; answers what was granted. */
  async start(tasks: readonly DispatchedTask[], workerId = 'w1'): Promise<Started[]> {
    const { results } = await this.claims.claim(tasks.map((task) => this.claimOf(task, { workerId })));
    return results.filter(isGranted).map(({ claim, grant }) => ({ claim, grant }));
  }

  /** A task that runs: submitted, dispatched and claimed. */
  async running(values: Partial<NewTask> = {}): Promise<Started> {
    const lease = await this.lead();
    await this.worker();
    const taskId = await this.task(values);
    const tasks = await this.dispatchAll(lease);
    const [started] = await this.start(tasks.filter((task) => task.taskId === taskId));
    if (!started) throw new NotStartedError(taskId);
    return started;
  }

  report({ claim, grant }: Started, outcome: ReportedOutcome, values: Partial<AttemptReport> = {}): AttemptReport {
    return {
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
      ...values,
    };
  }

  async row(taskId: string): Promise<TaskFacts> {
    const [row] = await this.sql<TaskFacts>(`SELECT * FROM tasks WHERE task_id = $1`, taskId);
    if (!row) throw new NotStartedError(taskId);
    return row;
  }

  async eventTypes(taskId: string): Promise<string[]> {
    const rows = await this.sql<{ type: string }>(
      `SELECT type FROM task_events WHERE task_id = $1 ORDER BY seq`,
      taskId,
    );
    return rows.map(({ type }) => type);
  }

  /** Tasks whose log has a gap, an illegal move, or does not end where the row stands. */
  async brokenLogs(): Promise<string[]> {
    const rows = await this.sql<LogRow>(
      `SELECT task_id, status, event_seq, lease_no,
              (SELECT jsonb_agg(jsonb_build_object('seq', seq, 'type', type, 'from', from_status, 'to', to_status)
                                ORDER BY seq) FROM task_events WHERE task_events.task_id = tasks.task_id) AS events
         FROM tasks`,
    );
    return rows.filter((row) => !folds(row)).map((row) => `${row.task_id} ${row.status} ${JSON.stringify(row.events)}`);
  }

  async deadlocks(): Promise<number> {
    const [row] = await this.sql<{ deadlocks: number }>(
      `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`,
    );
    return row?.deadlocks ?? -1;
  }

  async close(): Promise<void> {
    await this.db.close();
  }
}

export interface Started {
  readonly claim: Claim;
  readonly grant: Grant;
}

export interface TaskFacts {
  readonly status: TaskStatus;
  readonly lease_no: number;
  readonly dispatch_no: number;
  readonly lease_token: string | null;
  readonly failures_counted: number;
  readonly progress: number;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly available_at: Date;
  readonly usage: Record<string, number> | null;
}

/** A spec's preparation did not come about. */
class NotStartedError extends Error {
  readonly code = 'FIXTURE_NOT_STARTED';
}

interface LogRow {
  readonly task_id: string;
  readonly status: string;
  readonly event_seq: number;
  readonly events: readonly { seq: number; type: TaskEventType; from: TaskStatus | null; to: TaskStatus | null }[];
}

function folds({ status, event_seq, events }: LogRow): boolean {
  let present: TaskStatus | null = null;
  for (const [index, event] of events.entries()) {
    if (event.seq !== index + 1) return false;
    if (event.to === null) continue;
    if (event.from !== present || !canMove(event.type, event.from, event.to)) return false;
    present = event.to;
  }
  return present === status && events.length === event_seq;
}

function isGranted(result: ClaimResult): result is ClaimResult & { granted: true } {
  return result.granted;
}

function movedSomething(round: DispatchRound): boolean {
  return round.kind !== 'fenced' && round.events.length > 0;
}

const NEW_TASK: Omit<NewTask, 'taskId'> = {
  tenant: 'default',
  agentId: 'echo',
  team: TEAM,
  submittedBy: '00000000-0000-7000-8000-000000000001',
  submittedByEmail: null,
  priority: 5,
  executeAt: null,
  expiresAt: null,
  ttlSeconds: null,
  retryPolicy: DEFAULT_RETRY_POLICY,
  timeoutSeconds: 3600,
  softTimeoutSeconds: 3300,
  dedupeKey: null,
  tags: [],
  metadata: null,
  inputArtifacts: [],
  parentTaskId: null,
  retriedFrom: null,
  agentVersion: null,
  traceParent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  parameters: { message: 'hello' },
};
