import { Injectable } from '@nestjs/common';
import { TEAMS } from '@cadre/contracts';
import { AgeingStore } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { HeldTeams } from '../dispatcher/dispatcher.port';
import type { LongRunning } from '../lifecycle/long-running';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';

const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;
/** A task is raised at most a tenth of its wait too late. */
const LOOKS_PER_WAIT = 10;
/** Whoever dispatches for this team sweeps for all. */
const SWEEPING_TEAM = TEAMS[0];

/** Raises the priority of what has waited long, where the installation wants it. */
@Injectable()
export class Ageing implements LongRunning {
  private readonly periodic: Periodic;
  private readonly raised;

  constructor(
    private readonly store: AgeingStore,
    private readonly held: HeldTeams,
    private readonly feed: TaskEventFeed,
    private readonly process: Process,
  ) {
    this.raised = process.metrics.counter('cadre_tasks_aged_total', 'Tasks whose priority was raised for waiting long');
    this.periodic = new Periodic({ name: 'ageing', turn: () => this.sweep(), outages: process.outages });
  }

  start(): void {
    if (this.process.config.ageingSeconds !== undefined) this.periodic.start();
  }

  stop(): Promise<void> {
    return this.periodic.stop();
  }

  private async sweep(): Promise<number> {
    const { ageingSeconds } = this.process.config;
    if (ageingSeconds === undefined) return LONGEST_MS;
    if (!this.held.heldTeams().includes(SWEEPING_TEAM)) return SHORTEST_MS;
    const events = await this.store.raise(ageingSeconds);
    this.raised.inc(events.length);
    this.feed.announce(events);
    return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (ageingSeconds * 1000) / LOOKS_PER_WAIT));
  }
}
