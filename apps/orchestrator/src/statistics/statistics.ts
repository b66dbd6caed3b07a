import { Injectable } from '@nestjs/common';
import { TEAMS } from '@cadre/contracts';
import { SnapshotStore } from '@cadre/persistence';
import { HeldTeams } from '../dispatcher/dispatcher.port';
import type { LongRunning } from '../lifecycle/long-running';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';
import { StatisticsMetrics } from './statistics.metrics';

const SHORTEST_MS = 1000;
/** Counting takes no more than a fiftieth of the time, however large the backlog is. */
const COST_FACTOR = 50;
/** Whoever dispatches for this team counts for everybody. */
const COUNTING_TEAM = TEAMS[0];

/** Counts the queues, once for all who ask. */
@Injectable()
export class Statistics implements LongRunning {
  private readonly periodic: Periodic;
  private readonly metrics: StatisticsMetrics;

  constructor(
    private readonly store: SnapshotStore,
    private readonly held: HeldTeams,
    private readonly process: Process,
  ) {
    this.metrics = new StatisticsMetrics(process.metrics);
    this.periodic = new Periodic({ name: 'statistics', turn: () => this.count(), outages: process.outages });
  }

  start(): void {
    this.periodic.start();
  }

  stop(): Promise<void> {
    return this.periodic.stop();
  }

  private async count(): Promise<number> {
    if (!this.held.heldTeams().includes(COUNTING_TEAM)) {
      this.metrics.hide();
      return SHORTEST_MS;
    }
    const startedAt = performance.now();
    const statistics = await this.store.survey();
    const costMs = performance.now() - startedAt;
    await this.store.write(statistics, costMs, this.process.config.orchestratorId);
    this.metrics.show(statistics);
    this.metrics.cost.set(costMs / 1000);
    return Math.max(SHORTEST_MS, COST_FACTOR * costMs);
  }
}
