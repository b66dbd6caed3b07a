import { Injectable } from '@nestjs/common';
import { crashPoint } from '@cadre/config';
import { ExpireStore, PromoteStore, WaitEndStore } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import type { LongRunning } from '../lifecycle/long-running';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';
import { AGAIN_MS, isDue, nextLookMs } from './due-timer';
import { PromoterMetrics } from './promoter.metrics';

const BATCH = 1000;
/** Waits last from seconds to weeks; a few seconds more do not matter. */
const WAITS_LOOK_MS = 10_000;

/** Makes tasks due when their time has come, cancels those whose time to start has passed, and ends overlong waits. */
@Injectable()
export class Promoter implements LongRunning {
  private readonly promoting: Periodic;
  private readonly expiring: Periodic;
  private readonly waiting: Periodic;
  private readonly metrics: PromoterMetrics;
  private stopHearing: (() => void) | undefined;

  constructor(
    private readonly promotions: PromoteStore,
    private readonly expiries: ExpireStore,
    private readonly waits: WaitEndStore,
    private readonly feed: TaskEventFeed,
    { outages, metrics }: Process,
  ) {
    this.metrics = new PromoterMetrics(metrics);
    this.promoting = new Periodic({ name: 'promoter', turn: () => this.promote(), outages });
    this.expiring = new Periodic({ name: 'expiry', turn: () => this.expire(), outages });
    this.waiting = new Periodic({ name: 'waits', turn: () => this.endWaits(), outages });
  }

  start(): void {
    // What was planned just now, here or elsewhere, may be due before the next look.
    this.stopHearing ??= this.feed.onHeard((events) => {
      if (events.some(({ to }) => to === 'retry' || to === 'scheduled')) this.promoting.wake();
    });
    this.promoting.start();
    this.expiring.start();
    this.waiting.start();
  }

  async stop(): Promise<void> {
    this.stopHearing?.();
    this.stopHearing = undefined;
    await Promise.all([this.promoting.stop(), this.expiring.stop(), this.waiting.stop()]);
  }

  private async promote(): Promise<number> {
    const dueInMs = await this.promotions.nextDueMs();
    if (!isDue(dueInMs)) return nextLookMs(dueInMs);
    const events = await this.promotions.promote(BATCH);
    if (events.length > 0) crashPoint('promote.after_commit');
    this.feed.announce(events);
    this.metrics.countPromoted(events);
    return events.length > 0 ? 0 : AGAIN_MS;
  }

  private async expire(): Promise<number> {
    const dueInMs = await this.expiries.nextExpiryMs();
    if (!isDue(dueInMs)) return nextLookMs(dueInMs);
    const events = await this.expiries.expire(BATCH);
    this.feed.announce(events);
    this.metrics.countExpired(events);
    return events.length > 0 ? 0 : AGAIN_MS;
  }

  private async endWaits(): Promise<number> {
    const dueInMs = await this.waits.nextEndMs();
    if (!isDue(dueInMs)) return Math.min(WAITS_LOOK_MS, dueInMs ?? WAITS_LOOK_MS);
    const events = await this.waits.timeOut(BATCH);
    this.feed.announce(events);
    return events.length > 0 ? 0 : AGAIN_MS;
  }
}
