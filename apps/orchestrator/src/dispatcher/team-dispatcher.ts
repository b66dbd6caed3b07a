import { crashPoint } from '@cadre/config';
import type { WorkBus } from '@cadre/bus';
import { priorityName } from '@cadre/domain';
import { withSpan } from '@cadre/observability';
import type { DispatchedTask, DispatchRound, DispatchStore, TakeBackStore, TeamLease } from '@cadre/persistence';
import type { TaskEventFeed } from '../announcements/task-event-feed.port';
import type { LongRunning } from '../lifecycle/long-running';
import type { Outages } from '../lifecycle/outages';
import { LONGEST_SLEEP_MS, Periodic } from '../lifecycle/periodic';
import { ClaimMeter } from './claim-meter';
import type { DispatcherMetrics } from './dispatcher.metrics';
import { publishTasks } from './publish-tasks';
import { UnpublishedError } from './unpublished.error';

/** Without the bus nothing is dispatched: the backlog is safest in the database. */
const BUS_AWAY_MS = 1000;
const ACTOR = 'dispatcher';

export interface TeamDispatcherParts {
  readonly store: DispatchStore;
  readonly takeBacks: TakeBackStore;
  readonly bus: WorkBus;
  readonly feed: TaskEventFeed;
  readonly outages: Outages;
  readonly metrics: DispatcherMetrics;
}

/**
 * Dispatches for one team while its lease lasts: a transaction that queues, then the messages, then the word to those
 * who watch. No transaction is open while the broker is waited for.
 */
export class TeamDispatcher implements LongRunning {
  private readonly periodic: Periodic;
  private readonly meter = new ClaimMeter();
  private drained = false;

  constructor(
    readonly lease: TeamLease,
    private readonly parts: TeamDispatcherParts,
    private readonly onFenced: () => void,
  ) {
    const { outages } = parts;
    this.periodic = new Periodic({ name: `dispatcher ${lease.team}`, turn: (signal) => this.turn(signal), outages });
  }

  start(): void {
    this.periodic.start();
  }

  stop(): Promise<void> {
    return this.periodic.stop();
  }

  wake(): void {
    this.periodic.wake();
  }

  /** Looks again, unless the last round left nothing behind that room would help. */
  roomMade(): void {
    if (!this.drained) this.wake();
  }

  private async turn(signal: AbortSignal): Promise<number> {
    if (!this.parts.bus.health().connected) return BUS_AWAY_MS;
    let round = await this.round();
    // Nothing taken back (all of it was claimed meanwhile) means no room was made: claims and the poll wake this again.
    while (round.kind === 'preempted' && round.events.length > 0 && !signal.aborted) {
      this.parts.feed.announce(round.events);
      round = await this.round();
    }
    if (round.kind === 'fenced') this.onFenced();
    if (round.kind !== 'dispatched') return LONGEST_SLEEP_MS;
    const publishing = this.publish(round.tasks, round.nextTokenMs);
    this.parts.feed.announce(round.events);
    return publishing;
  }

  private async round(): Promise<DispatchRound> {
    const { team } = this.lease;
    const { metrics, store } = this.parts;
    const stopTimer = metrics.round.startTimer({ team });
    this.drained = false;
    const round = await store.dispatch(this.lease, this.meter.perSecond());
    this.drained = round.kind === 'dispatched' && round.drained;
    stopTimer({ kind: round.kind });
    if (round.kind === 'fenced') return round;
    const added = round.kind === 'dispatched' ? round.tasks.length : -round.events.length;
    this.meter.note(round.queued, added);
    metrics.window.set({ team }, round.window);
    metrics.queued.set({ team }, round.queued);
    return round;
  }

  /** Answers when to look again, unless something wakes this earlier. */
  private async publish(tasks: readonly DispatchedTask[], nextTokenMs: number | null): Promise<number> {
    if (tasks.length > 0) crashPoint('dispatch.after_commit');
    const failed = await this.publishTraced(tasks);
    if (tasks.length > 0) crashPoint('dispatch.after_publish');
    if (failed.length > 0) await this.takeBack(failed);
    return nextTokenMs ?? LONGEST_SLEEP_MS;
  }

  private publishTraced(tasks: readonly DispatchedTask[]): Promise<readonly DispatchedTask[]> {
    const { team } = this.lease;
    if (tasks.length === 0) return Promise.resolve([]);
    for (const { priority } of tasks) this.parts.metrics.dispatched.inc({ team, priority: priorityName(priority) });
    const attributes = { 'messaging.batch.message_count': tasks.length, team };
    return withSpan('publish tasks', attributes, () => publishTasks(this.parts.bus, team, tasks));
  }

  /** Ends the turn as a failure: what is taken back wakes this dispatcher, which must not go round and round. */
  private async takeBack(failed: readonly DispatchedTask[]): Promise<never> {
    this.parts.metrics.unpublished.inc({ team: this.lease.team }, failed.length);
    const events = await this.parts.takeBacks.takeBack(failed, 'publish_failed', ACTOR);
    this.parts.feed.announce(events);
    throw new UnpublishedError(this.lease.team, failed.length);
  }
}
