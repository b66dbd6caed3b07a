import { Injectable } from '@nestjs/common';
import { crashPoint } from '@cadre/config';
import type { ReaperCause } from '@cadre/domain';
import { withSpan } from '@cadre/observability';
import { ReapStore } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import type { LongRunning } from '../lifecycle/long-running';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';
import { ReaperEvidence } from './reaper-evidence';
import { ReaperMetrics } from './reaper.metrics';
import { ReaperWake } from './reaper.port';

const POLL_MS = 2000;
/** The worker ends an attempt at its time limit, and a cancelled one after 10 s; this is for workers that do not. */
const LIMITS = { batch: 500, timeLimitMarginSeconds: 30, cancelGraceSeconds: 15 };

/** Ends attempts whose worker is gone or does not obey, unless the silence may be our own fault. */
@Injectable()
export class Reaper extends ReaperWake implements LongRunning {
  private readonly periodic: Periodic;
  private readonly metrics: ReaperMetrics;
  private pausedFor: ReaperCause | undefined;

  constructor(
    private readonly store: ReapStore,
    private readonly evidence: ReaperEvidence,
    private readonly feed: TaskEventFeed,
    private readonly process: Process,
  ) {
    super();
    this.metrics = new ReaperMetrics(process.metrics);
    this.periodic = new Periodic({ name: 'reaper', turn: () => this.turn(), outages: process.outages });
  }

  start(): void {
    this.evidence.start();
    this.periodic.start();
  }

  async stop(): Promise<void> {
    await this.periodic.stop();
    await this.evidence.stop();
  }

  override wake(): void {
    this.periodic.wake();
  }

  private async turn(): Promise<number> {
    const { nowMs: asOfMs, attemptsRun } = await this.store.look();
    this.evidence.noteDatabaseTime(asOfMs);
    // Also while it pauses: what is cut now runs out when the pause is over.
    if (attemptsRun) await this.store.cutAhead();
    const pause = this.evidence.pause();
    this.notePause(pause.paused ? pause.cause : undefined);
    if (pause.paused || !attemptsRun) return POLL_MS;
    return (await withSpan('reap attempts', {}, () => this.reap(asOfMs - pause.graceMs))) ? 0 : POLL_MS;
  }

  private async reap(asOfMs: number): Promise<boolean> {
    const timeLimitMarginSeconds = LIMITS.timeLimitMarginSeconds + this.evidence.clockAheadSeconds;
    const { events, reasons, more, errors } = await this.store.reap({ ...LIMITS, timeLimitMarginSeconds, asOfMs });
    if (events.length > 0) crashPoint('reap.after_commit');
    this.feed.announce(events);
    for (const error of errors) this.process.outages.failed('reaper', error);
    for (const [reason, count] of Object.entries(reasons)) this.metrics.reaped.inc({ reason }, count);
    if (events.length > 0) this.process.logger.warn({ ...reasons }, 'ended attempts without their workers');
    return more;
  }

  private notePause(cause: ReaperCause | undefined): void {
    if (cause === this.pausedFor) return;
    if (this.pausedFor) this.metrics.paused.set({ cause: this.pausedFor }, 0);
    if (cause) this.metrics.paused.set({ cause }, 1);
    // Every start begins with a pause; only the others are news.
    if (cause && cause !== 'started')
      this.process.logger.info({ cause }, 'the reaper pauses for one lease time of working connections');
    this.pausedFor = cause;
  }
}
