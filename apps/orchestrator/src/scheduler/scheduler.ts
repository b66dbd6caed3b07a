import { Inject, Injectable } from '@nestjs/common';
import { type Broadcast, BROADCAST, type Subscription } from '@cadre/bus';
import { crashPoint } from '@cadre/config';
import { Topic } from '@cadre/contracts';
import { type CommittedFirings, ScheduleFiringStore } from '@cadre/persistence';
import { RunEventFeed } from '../announcements/run-event-feed.port';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import type { LongRunning } from '../lifecycle/long-running';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';
import { AGAIN_MS, isDue, nextLookMs, WAITING_LOOK_MS } from './next-look';
import { SchedulerMetrics } from './scheduler.metrics';

/** Schedules per transaction: enough for many at nine o'clock, few enough that none waits long for the others. */
const BATCH = 250;

/** Fires schedules when they are due, and firings that waited when the run before them has ended. */
@Injectable()
export class Scheduler implements LongRunning {
  private readonly firing: Periodic;
  private readonly releasing: Periodic;
  private readonly metrics: SchedulerMetrics;
  private firingsWait = true;
  private subscription: Subscription | undefined;

  constructor(
    private readonly store: ScheduleFiringStore,
    private readonly feed: TaskEventFeed,
    private readonly runs: RunEventFeed,
    @Inject(BROADCAST) private readonly broadcast: Broadcast,
    private readonly process: Process,
  ) {
    const { outages, metrics } = process;
    this.metrics = new SchedulerMetrics(metrics);
    this.firing = new Periodic({ name: 'scheduler', turn: () => this.fire(), outages });
    this.releasing = new Periodic({ name: 'waiting firings', turn: () => this.release(), outages });
  }

  async start(): Promise<void> {
    // What was made or changed just now may be due before the next look.
    this.subscription ??= await this.broadcast.subscribe(Topic.ScheduleHint, () => this.firing.wake());
    this.firing.start();
    this.releasing.start();
  }

  async stop(): Promise<void> {
    await this.subscription?.close();
    this.subscription = undefined;
    await Promise.all([this.firing.stop(), this.releasing.stop()]);
  }

  private async fire(): Promise<number> {
    const { due_in_ms: dueInMs, firings_wait } = await this.store.look();
    this.firingsWait = firings_wait;
    if (!isDue(dueInMs)) return nextLookMs(dueInMs);
    const fired = await this.store.fire(BATCH);
    if (fired.results.length > 0) crashPoint('schedule.after_commit');
    this.metrics.count(fired.results);
    return this.tell(fired) ? 0 : AGAIN_MS;
  }

  private async release(): Promise<number> {
    return this.firingsWait && this.tell(await this.store.release(BATCH)) ? 0 : WAITING_LOOK_MS;
  }

  /** Whether something was done. */
  private tell({ results, events, runEvents, errors = [] }: CommittedFirings<unknown>): boolean {
    this.feed.announce(events);
    this.runs.announce(runEvents);
    for (const err of errors) this.process.logger.error({ err }, 'a schedule could not be fired and is tried again');
    return results.length > 0;
  }
}
