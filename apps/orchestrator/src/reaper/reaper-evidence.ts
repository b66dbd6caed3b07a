import { Inject, Injectable } from '@nestjs/common';
import { WORK_BUS, type WorkBus } from '@cadre/bus';
import { RequestQueue } from '@cadre/contracts';
import {
  clockDrift,
  type ClockReading,
  interrupted,
  isClockJump,
  isHeartbeatGap,
  NEW_WATCH,
  type ReaperCause,
  type ReaperPause,
  reaperPause,
  type ReaperWatch,
  witnessed,
} from '@cadre/domain';
import { Database } from '@cadre/persistence';
import { HeartbeatTurns } from '../heartbeats/heartbeat-turns.port';
import type { LongRunning } from '../lifecycle/long-running';
import type { SilenceEvidence } from './reaper.port';

const TICK_MS = 1000;

/** Whole, so that sums of times are exact. */
function monotonicMs(): number {
  return Math.floor(performance.now());
}

/**
 * Remembers when good workers could renew their leases, and what kept them from it. Times are monotonic. The reaper's own
 * turns drive it: a turn means that the database answers.
 */
@Injectable()
export class ReaperEvidence extends HeartbeatTurns implements SilenceEvidence, LongRunning {
  private watch: ReaperWatch = NEW_WATCH;
  /** Up to here it is settled whether workers could renew. */
  private settledUntilMs = monotonicMs();
  /** Something happened since then. */
  private broken = false;
  private lastTurnMs = monotonicMs();
  private lastReading: ClockReading | undefined;
  private jumpedAheadMs = 0;
  private batches = 0;
  private asking = false;
  private ticker: NodeJS.Timeout | undefined;
  private readonly unsubscribe: (() => void)[] = [];

  constructor(
    private readonly db: Database,
    @Inject(WORK_BUS) private readonly bus: WorkBus,
  ) {
    super();
  }

  start(): void {
    if (this.ticker) return;
    this.watch = NEW_WATCH;
    this.settledUntilMs = this.lastTurnMs = monotonicMs();
    this.ticker = setInterval(() => this.tick(), TICK_MS);
    this.unsubscribe.push(
      this.db.onReconnect(() => this.interrupted('database_reconnected')),
      this.bus.onReconnect(() => this.interrupted('bus_reconnected')),
    );
  }

  stop(): Promise<void> {
    clearInterval(this.ticker);
    this.ticker = undefined;
    for (const off of this.unsubscribe.splice(0)) off();
    return Promise.resolve();
  }

  override begin(): () => void {
    this.turned();
    this.batches += 1;
    return () => {
      this.batches -= 1;
      this.turned();
    };
  }

  /** Notes what the database's clock says now: the database is there, so that renewals are kept. */
  noteDatabaseTime(databaseMs: number): void {
    const reading = { monotonicMs: monotonicMs(), databaseMs };
    if (this.lastReading && isClockJump(this.lastReading, reading)) {
      this.jumpedAheadMs += Math.max(0, clockDrift(this.lastReading, reading));
      this.interrupted('clock_jump');
    }
    this.lastReading = reading;
    this.settle(reading.monotonicMs);
  }

  /**
   * By so much the database may take an attempt for longer than it was: all its clock has jumped ahead since the start
   * of this orchestrator, in seconds. A jump back is not set off: attempts of both sides of it run on.
   */
  get clockAheadSeconds(): number {
    return this.jumpedAheadMs / 1000;
  }

  /** Whether expired leases must be left alone, as of the last time of the database that was noted. */
  pause(): ReaperPause {
    this.lookForGap(monotonicMs());
    return reaperPause(this.watch, this.settledUntilMs);
  }

  /** What went by since the last turn of the reaper was a time to renew, unless something happened meanwhile. */
  private settle(nowMs: number): void {
    this.lookForGap(nowMs);
    if (!this.broken) this.watch = witnessed(this.watch, { fromMs: this.settledUntilMs, toMs: nowMs });
    this.settledUntilMs = nowMs;
    this.broken = false;
  }

  /** Nothing counts since the consumer, and the database, were last known to be at work. */
  private interrupted(cause: ReaperCause): void {
    this.broken = true;
    this.watch = interrupted(this.watch, cause, Math.min(this.lastTurnMs, this.settledUntilMs));
  }

  /** An idle consumer is at work, too, if the broker answers; one that sits on a batch, or has no connection, is not. */
  private tick(): void {
    if (this.asking || this.batches > 0 || !this.bus.health().connected) return;
    this.asking = true;
    const answered = (): void => {
      if (this.batches === 0 && this.bus.health().connected) this.turned();
    };
    void this.bus
      .depth(RequestQueue.Heartbeats)
      // The bus tells itself when it is away.
      .then(answered, () => undefined)
      .finally(() => (this.asking = false));
  }

  private turned(): void {
    const nowMs = monotonicMs();
    this.lookForGap(nowMs);
    this.lastTurnMs = nowMs;
  }

  /** A standstill that lasts is one already: while the bus is away every lease expires, whoever holds it. */
  private lookForGap(nowMs: number): void {
    if (isHeartbeatGap(this.lastTurnMs, nowMs)) this.interrupted('heartbeat_gap');
  }
}
