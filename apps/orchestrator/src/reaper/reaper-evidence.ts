import { Inject, Injectable } from '@nestjs/common';
import { WORK_BUS, type WorkBus } from '@cadre/bus';
import {
  clockDrift,
  type ClockReading,
  isClockJump,
  isHeartbeatGap,
  type ReaperPause,
  reaperPause,
} from '@cadre/domain';
import { Database } from '@cadre/persistence';
import { HeartbeatTurns } from '../heartbeats/heartbeat-turns.port';
import type { LongRunning } from '../lifecycle/long-running';
import type { SilenceEvidence } from './reaper.port';

const TICK_MS = 1000;

/** Remembers everything that may have kept good workers from renewing their leases. Times are monotonic. */
@Injectable()
export class ReaperEvidence extends HeartbeatTurns implements SilenceEvidence, LongRunning {
  private startedAtMs = performance.now();
  private databaseReconnectedAtMs: number | null = null;
  private busReconnectedAtMs: number | null = null;
  private heartbeatGapAtMs: number | null = null;
  private clockJumpedAtMs: number | null = null;
  private lastTurnMs = performance.now();
  private lastReading: ClockReading | undefined;
  private jumpedAheadMs = 0;
  private batches = 0;
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
    this.startedAtMs = this.lastTurnMs = performance.now();
    this.ticker = setInterval(() => this.tick(), TICK_MS);
    this.unsubscribe.push(
      this.db.onReconnect(() => (this.databaseReconnectedAtMs = performance.now())),
      this.bus.onReconnect(() => (this.busReconnectedAtMs = performance.now())),
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

  /** Notes what the database's clock says now. */
  noteDatabaseTime(databaseMs: number): void {
    const reading = { monotonicMs: performance.now(), databaseMs };
    if (this.lastReading && isClockJump(this.lastReading, reading)) {
      this.clockJumpedAtMs = reading.monotonicMs;
      this.jumpedAheadMs += Math.max(0, clockDrift(this.lastReading, reading));
    }
    this.lastReading = reading;
  }

  /**
   * By so much the database may take an attempt for longer than it was: all its clock has jumped ahead since the start
   * of this orchestrator, in seconds. A jump back is not set off: attempts of both sides of it run on.
   */
  get clockAheadSeconds(): number {
    return this.jumpedAheadMs / 1000;
  }

  /** Whether expired leases must be left alone now. */
  pause(): ReaperPause {
    const nowMs = performance.now();
    // A standstill that lasts is one already: while the bus is away every lease expires, whoever holds it.
    if (isHeartbeatGap(this.lastTurnMs, nowMs)) this.heartbeatGapAtMs = nowMs;
    return reaperPause({
      nowMs,
      startedAtMs: this.startedAtMs,
      databaseReconnectedAtMs: this.databaseReconnectedAtMs,
      busReconnectedAtMs: this.busReconnectedAtMs,
      heartbeatGapAtMs: this.heartbeatGapAtMs,
      clockJumpedAtMs: this.clockJumpedAtMs,
    });
  }

  /** An idle consumer is at work, too; one that sits on a batch, or has no connection, is not. */
  private tick(): void {
    if (this.batches === 0 && this.bus.health().connected) this.turned();
  }

  private turned(): void {
    const nowMs = performance.now();
    if (isHeartbeatGap(this.lastTurnMs, nowMs)) this.heartbeatGapAtMs = nowMs;
    this.lastTurnMs = nowMs;
  }
}
