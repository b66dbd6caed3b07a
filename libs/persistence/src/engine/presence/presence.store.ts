import { cleanText, CLOCK_MARGIN_SECONDS, TaskStatus } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import { CUT_HEARTBEATS } from './sql/cut-heartbeats.sql';
import { EXPIRE_LEASES } from './sql/expire-leases.sql';
import { KNOWN_WORKERS } from './sql/known-workers.sql';
import { UPSERT_WORKERS } from './sql/upsert-workers.sql';

const HOLDS_LEASE = [TaskStatus.Claimed, TaskStatus.Running];

/** What a worker's agents find there. */
export interface WorkerOffers {
  /** Model providers with a key, by the names that definitions use. */
  readonly providers: readonly string[];
  readonly tools: readonly string[];
  readonly mcp_servers: readonly string[];
}

/** A worker's word about itself. */
export interface WorkerBeat {
  readonly workerId: string;
  readonly team: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly slots: number;
  readonly busy: number;
  /** `gone`: this was its last word. */
  readonly status: 'active' | 'draining' | 'gone';
  readonly uptimeSeconds: number;
  readonly offers: WorkerOffers | null;
}

export interface NotedWorker {
  readonly workerId: string;
  /** An operator wants it to finish and leave. */
  readonly drain: boolean;
  /** Its first heartbeat. */
  readonly appeared: boolean;
}

export interface KnownWorker {
  readonly workerId: string;
  readonly team: string;
  /** Since its last heartbeat. */
  readonly silentMs: number;
  /** The database's time of that heartbeat, to the microsecond. */
  readonly heardAt: string;
}

/** Which workers there are, by their heartbeats. */
export class PresenceStore {
  constructor(private readonly db: Queryable) {}

  /** Notes heartbeats; of several from one worker the last one counts. */
  async note(beats: readonly WorkerBeat[]): Promise<readonly NotedWorker[]> {
    if (beats.length === 0) return [];
    const last = [...new Map(beats.map((beat) => [beat.workerId, beat])).values()];
    const rows = await this.db.query(UPSERT_WORKERS, [
      last.map(({ workerId }) => cleanText(workerId)),
      last.map(({ team }) => cleanText(team)),
      last.map(({ host }) => cleanText(host)),
      last.map(({ pid }) => pid),
      last.map(({ version }) => cleanText(version)),
      last.map(({ slots }) => slots),
      last.map(({ busy }) => busy),
      last.map(({ status }) => status),
      last.map(({ uptimeSeconds }) => uptimeSeconds),
      last.map(({ offers }) => (offers === null ? null : JSON.stringify(offers))),
    ]);
    return rows.map((row) => ({ workerId: row.worker_id, drain: row.drain, appeared: row.appeared }));
  }

  /** Takes heartbeats from before the clock was set back for heartbeats of now. Answers with their workers. */
  async cutAhead(): Promise<readonly string[]> {
    const rows = await this.db.query(CUT_HEARTBEATS, [CLOCK_MARGIN_SECONDS]);
    return rows.map((row) => row.worker_id);
  }

  /** Workers that are not given up yet. */
  async known(): Promise<readonly KnownWorker[]> {
    const rows = await this.db.query(KNOWN_WORKERS, []);
    return rows.map((row) => ({
      workerId: row.worker_id,
      team: row.team,
      silentMs: row.silent_ms,
      heardAt: row.heard_at,
    }));
  }

  /**
   * Gives workers up: their leases become reapable at once. Spares those that were heard from since they were looked at.
   * Answers with the tasks concerned.
   */
  async giveUp(workers: readonly Pick<KnownWorker, 'workerId' | 'heardAt'>[]): Promise<readonly string[]> {
    if (workers.length === 0) return [];
    const heardAt = workers.map((worker) => worker.heardAt);
    const rows = await this.db.query(EXPIRE_LEASES, [workers.map(({ workerId }) => workerId), heardAt, HOLDS_LEASE]);
    return rows.map((row) => row.task_id);
  }
}
