import { Inject, Injectable } from '@nestjs/common';
import { type Broadcast, BROADCAST, type Subscription } from '@cadre/bus';
import { TEAMS } from '@cadre/contracts';
import type { CommittedEvent, TeamLease } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import type { LongRunning } from '../lifecycle/long-running';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';
import { concernedTeams } from './concerned-teams';
import { HeldTeams } from './dispatcher.port';
import { hearHints, sendHint } from './hints';
import { TeamDispatcher } from './team-dispatcher';
import { TeamDispatchers } from './team-dispatchers';
import { TeamLeadership } from './team-leadership';

/** Every hint may be lost; a team that has something pending is looked at this often all the same. */
const POLL_MS = 1000;

/** Dispatches for the teams that this orchestrator leads, whenever something says that there may be work or room. */
@Injectable()
export class Dispatcher extends HeldTeams implements LongRunning {
  private readonly poll: Periodic;
  private readonly dispatchers = new Map<string, TeamDispatcher>();
  private subscription: Subscription | undefined;
  private stopHearing: (() => void) | undefined;

  constructor(
    private readonly leadership: TeamLeadership,
    private readonly teamDispatchers: TeamDispatchers,
    private readonly feed: TaskEventFeed,
    @Inject(BROADCAST) private readonly broadcast: Broadcast,
    { outages }: Process,
  ) {
    super();
    this.poll = new Periodic({ name: 'dispatch poll', turn: () => this.pollTeams(), outages });
  }

  async start(): Promise<void> {
    this.stopHearing ??= this.feed.onCommitted((events) => this.committed(events));
    this.subscription ??= await hearHints(this.broadcast, (teams) => this.wake(teams === 'all' ? TEAMS : teams));
    this.leadership.start((leases) => this.lead(leases));
    this.poll.start();
  }

  /** Dispatches nothing more, lets rounds that run finish, and leaves the teams to others. */
  async stop(): Promise<void> {
    this.stopHearing?.();
    this.stopHearing = undefined;
    await this.subscription?.close();
    this.subscription = undefined;
    await Promise.all([this.poll.stop(), this.leadership.stop()]);
    await Promise.all([...this.dispatchers.values()].map((dispatcher) => dispatcher.stop()));
    this.dispatchers.clear();
    await this.leadership.release();
  }

  override heldTeams(): readonly string[] {
    return [...this.dispatchers.keys()];
  }

  private wake(teams: readonly string[]): void {
    for (const team of teams) this.dispatchers.get(team)?.wake();
  }

  private committed(events: readonly CommittedEvent[]): void {
    const { due, room } = concernedTeams(events);
    this.wake(due);
    for (const team of room) this.dispatchers.get(team)?.roomMade();
    const elsewhere = [...due, ...room].filter((team) => !this.dispatchers.has(team));
    sendHint(this.broadcast, elsewhere);
  }

  private async pollTeams(): Promise<number> {
    const held = this.heldTeams();
    if (held.length > 0) this.wake(await this.teamDispatchers.waiting(held));
    return POLL_MS;
  }

  /** Begins with teams that were won, ends with those that were lost. A new term is a new dispatcher. */
  private lead(leases: readonly TeamLease[]): void {
    const held = new Map(leases.map((lease) => [lease.team, lease]));
    for (const [team, dispatcher] of this.dispatchers) {
      if (held.get(team)?.term === dispatcher.lease.term) continue;
      this.dispatchers.delete(team);
      void dispatcher.stop();
    }
    for (const lease of leases) if (!this.dispatchers.has(lease.team)) this.begin(lease);
  }

  private begin(lease: TeamLease): void {
    const dispatcher = this.teamDispatchers.create(lease, () => {
      if (this.dispatchers.get(lease.team) === dispatcher) this.dispatchers.delete(lease.team);
      void dispatcher.stop();
    });
    this.dispatchers.set(lease.team, dispatcher);
    dispatcher.start();
  }
}
