import { Inject, Injectable } from '@nestjs/common';
import { WORK_BUS, type WorkBus } from '@cadre/bus';
import { taskQueue } from '@cadre/contracts';
import { type EmptyLooks, isStuck, judgeLook } from '@cadre/domain';
import { type CommittedEvent, type QueuedTeam, TakeBackStore } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { HeldTeams } from '../dispatcher/dispatcher.port';
import type { LongRunning } from '../lifecycle/long-running';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';

const LOOK_MS = 2000;
const STUCK_AFTER_MS = 5 * 60_000;
const ACTOR = 'reconciler';

/** What is remembered about a team between two looks. */
interface Memory {
  readonly looks: EmptyLooks;
  readonly lastRedispatchedAtMs: number | null;
}

const NOTHING: Memory = { looks: [], lastRedispatchedAtMs: null };

/**
 * Compares what should stand on the broker with what does. The database is the only keeper: whatever the broker lost goes
 * back to the backlog and out again under a new number.
 */
@Injectable()
export class Reconciler implements LongRunning {
  private readonly periodic: Periodic;
  private readonly memories = new Map<string, Memory>();
  private stopHearing: (() => void) | undefined;

  constructor(
    private readonly store: TakeBackStore,
    private readonly held: HeldTeams,
    private readonly feed: TaskEventFeed,
    @Inject(WORK_BUS) private readonly bus: WorkBus,
    private readonly process: Process,
  ) {
    this.periodic = new Periodic({ name: 'reconciler', turn: () => this.look(), outages: process.outages });
  }

  start(): void {
    this.stopHearing ??= this.bus.onReconnect(() => this.periodic.wake());
    this.periodic.start();
  }

  async stop(): Promise<void> {
    this.stopHearing?.();
    this.stopHearing = undefined;
    await this.periodic.stop();
  }

  private async look(): Promise<number> {
    const held = this.held.heldTeams();
    const teams = held.length > 0 ? await this.queuedTeams(held) : [];
    const queued = new Set(teams.map(({ team }) => team));
    for (const team of this.memories.keys()) if (!queued.has(team)) this.memories.delete(team);
    if (teams.some(({ paused }) => paused)) await this.takeBackPaused(held);
    for (const team of teams) await this.reconcile(team);
    return LOOK_MS;
  }

  private async queuedTeams(held: readonly string[]): Promise<readonly QueuedTeam[]> {
    const teams = await this.store.queuedTeams(held);
    if (teams.length === 0) return teams;
    const cut = await this.store.cutAhead(held);
    return cut.length > 0 ? this.store.queuedTeams(held) : teams;
  }

  private async takeBackPaused(teams: readonly string[]): Promise<void> {
    this.announce(await this.store.takeBackPaused(teams, ACTOR), 'took back tasks of paused agents');
  }

  private async reconcile(queued: QueuedTeam): Promise<void> {
    const { team, nowMs } = queued;
    const memory = this.memories.get(team) ?? NOTHING;
    const depth = await this.bus.depth(taskQueue(team));
    const empty = depth.ready === 0 && depth.unsettled === 0;
    const { looks, lostBeforeMs } = judgeLook(memory.looks, { atMs: nowMs, empty });
    if (lostBeforeMs !== null) {
      const lost = await this.store.takeBackQueuedBefore(team, lostBeforeMs, 'lost_by_broker', ACTOR);
      this.announce(lost, 'the broker lost tasks; they go out again');
    }
    const lastRedispatchedAtMs = await this.redispatchStuck(queued, memory.lastRedispatchedAtMs);
    this.memories.set(team, { looks, lastRedispatchedAtMs });
  }

  private async redispatchStuck(queued: QueuedTeam, lastRedispatchedAtMs: number | null): Promise<number | null> {
    const { team, nowMs, oldestQueuedAtMs: queuedAtMs, othersFlow } = queued;
    if (!isStuck({ nowMs, queuedAtMs, othersFlow, lastRedispatchedAtMs })) return lastRedispatchedAtMs;
    const stuck = await this.store.takeBackQueuedBefore(team, nowMs - STUCK_AFTER_MS, 'stuck', ACTOR);
    this.announce(stuck, 'tasks were stuck on the broker; they go out again');
    return nowMs;
  }

  private announce(events: readonly CommittedEvent[], message: string): void {
    if (events.length === 0) return;
    this.process.logger.info({ tasks: events.length }, message);
    this.feed.announce(events);
  }
}
