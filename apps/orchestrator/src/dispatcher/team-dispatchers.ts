import { Inject, Injectable } from '@nestjs/common';
import { WORK_BUS, type WorkBus } from '@cadre/bus';
import { DispatchStore, TakeBackStore, type TeamLease } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { Process } from '../process/process.port';
import { DispatcherMetrics } from './dispatcher.metrics';
import { TeamDispatcher, type TeamDispatcherParts } from './team-dispatcher';

/** Makes a dispatcher for each term of a team, and knows which teams need one. */
@Injectable()
export class TeamDispatchers {
  private readonly parts: TeamDispatcherParts;

  constructor(
    private readonly store: DispatchStore,
    takeBacks: TakeBackStore,
    feed: TaskEventFeed,
    @Inject(WORK_BUS) bus: WorkBus,
    { outages, metrics }: Process,
  ) {
    this.parts = { store, takeBacks, feed, bus, outages, metrics: new DispatcherMetrics(metrics) };
  }

  /** Which of these teams have anything pending at all. */
  waiting(teams: readonly string[]): Promise<readonly string[]> {
    return this.store.waitingTeams(teams);
  }

  create(lease: TeamLease, onFenced: () => void): TeamDispatcher {
    return new TeamDispatcher(lease, this.parts, onFenced);
  }
}
