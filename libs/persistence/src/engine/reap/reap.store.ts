import { crashPoint } from '@cadre/config';
import {
  type AttemptOutcome,
  assertNever,
  CLOCK_MARGIN_SECONDS,
  decideOutcome,
  ErrorClass,
  LEASE_SECONDS,
} from '@cadre/domain';
import type { Database } from '../../database/database';
import type { Queryable } from '../../database/statement';
import type { Committed } from '../committed';
import { leaveUndecided, runIsolated } from '../run-isolated';
import { endAttempts } from '../settle/end-attempts';
import { type AttemptError, type EndedAttempt, isLive, runningFacts } from '../settle/ended-attempt';
import type { EventRow } from '../sql/event-row';
import { CUT_LEASES } from './sql/cut-leases.sql';
import { FIND_REAPABLE, type ReapableRow, type ReapReason } from './sql/find-reapable.sql';
import { LOCK_REAPABLE, type ReapedRow } from './sql/lock-reapable.sql';
import { REAPER_LOOK } from './sql/reaper-look.sql';

const ACTOR = 'reaper';

/** How long a worker may exceed what it was told before the reaper ends its attempt. */
export interface ReapLimits {
  readonly batch: number;
  /** Seconds past the hard time limit; the worker itself ends the attempt at the limit. */
  readonly timeLimitMarginSeconds: number;
  /** Seconds past a request to cancel; the worker itself forces the end before. */
  readonly cancelGraceSeconds: number;
  /** What `look` said: no lease that ends later is taken for expired. Default: whatever the time is by then. */
  readonly asOfMs?: number;
}

export interface Reaped {
  readonly events: readonly EventRow[];
  readonly reasons: Readonly<Record<ReapReason, number>>;
  /** As many were found as were asked for: there may be more. */
  readonly more: boolean;
  /** Why attempts were left as they are. */
  readonly errors: readonly unknown[];
}

/** As REAP_REASON takes them. */
function boundsOf(limits: ReapLimits): [number, number, number] {
  return [limits.timeLimitMarginSeconds, limits.cancelGraceSeconds, (limits.asOfMs ?? Infinity) / 1000];
}

/** Ends attempts whose worker is gone or does not obey. */
export class ReapStore {
  constructor(
    private readonly db: Database,
    private readonly random: () => number = Math.random,
  ) {}

  async reap(limits: ReapLimits): Promise<Reaped> {
    const found = await this.db.query(FIND_REAPABLE, [limits.batch, ...boundsOf(limits)]);
    if (found.length === 0) return { events: [], reasons: countReasons([]), more: false, errors: [] };
    const { events, results, errors } = await runIsolated(
      found,
      (rows) => this.db.transaction((tx) => this.reapIn(tx, rows, limits)),
      leaveUndecided,
    );
    // What nobody could end is found again first: it must not be asked for without a pause.
    const more = found.length === limits.batch && results.length > 0;
    return { events, reasons: countReasons(results), more, errors: errors ?? [] };
  }

  /** What the database's clock says, whose times lease times are, and whether any attempt has a lease at all. */
  async look(): Promise<{ readonly nowMs: number; readonly attemptsRun: boolean }> {
    const [row] = await this.db.query(REAPER_LOOK, []);
    return { nowMs: row?.now_ms ?? NaN, attemptsRun: row?.attempts_run ?? true };
  }

  /** Ends in one lease's time leases from before the clock was set back, unless they are renewed. Answers with their tasks. */
  async cutAhead(): Promise<readonly string[]> {
    const rows = await this.db.query(CUT_LEASES, [LEASE_SECONDS, CLOCK_MARGIN_SECONDS]);
    return rows.map((row) => row.task_id);
  }

  private async reapIn(
    tx: Queryable,
    found: readonly ReapableRow[],
    limits: ReapLimits,
  ): Promise<Committed<ReapedRow>> {
    const rows = await tx.query(LOCK_REAPABLE, [
      found.map((row) => row.task_id),
      ...boundsOf(limits),
      found.map((row) => row.lease_token),
    ]);
    const events = await endAttempts(
      tx,
      rows.flatMap((row) => this.decide(row)),
    );
    if (events.length > 0) crashPoint('reap.before_commit');
    return { events, results: rows };
  }

  private decide(row: ReapedRow): EndedAttempt[] {
    if (!isLive(row)) return [];
    const { outcome, error } = endOf(row.reason);
    const decision = decideOutcome(runningFacts(row), outcome, this.random());
    return [
      {
        row,
        outcome,
        decision,
        error,
        reason: row.reason,
        actor: ACTOR,
        digest: null,
        durationMs: row.ran_ms,
        usage: null,
      },
    ];
  }
}

function endOf(reason: ReapReason): { readonly outcome: AttemptOutcome; readonly error: AttemptError | null } {
  switch (reason) {
    case 'lease_expired': {
      const message = 'The worker stopped renewing its lease.';
      return {
        outcome: { kind: 'worker_lost' },
        error: { code: 'WORKER_LOST', class: ErrorClass.WorkerLost, message },
      };
    }
    case 'time_limit': {
      const error = { code: 'TIMEOUT', class: ErrorClass.Timeout, message: 'The attempt went on past its time limit.' };
      return { outcome: { kind: 'failed', errorClass: error.class, errorCode: error.code }, error };
    }
    case 'cancel_overdue':
      return { outcome: { kind: 'cancelled' }, error: null };
    default:
      return assertNever(reason);
  }
}

function countReasons(rows: readonly ReapedRow[]): Record<ReapReason, number> {
  const counts = { lease_expired: 0, time_limit: 0, cancel_overdue: 0 };
  for (const row of rows) counts[row.reason] += 1;
  return counts;
}
