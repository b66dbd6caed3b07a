import { Injectable } from '@nestjs/common';
import { TEAMS } from '@cadre/contracts';
import { StrandedTaskStore } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { HeldTeams } from '../dispatcher/dispatcher.port';
import type { LongRunning } from '../lifecycle/long-running';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';

const LOOK_MS = 10_000;
/** Until it is known who dispatches for which team. */
const ASK_AGAIN_MS = 2_000;
const BATCH = 500;
/** Whoever dispatches for this team looks for everybody. */
const LOOKING_TEAM = TEAMS[0];

/**
 * Looks after tasks that nobody would start. A gateway that knew an agent under its old team may accept tasks after the
 * registry was brought up to date; and an agent that is no longer defined may have left tasks behind.
 */
@Injectable()
export class StrandedTasks implements LongRunning {
  private readonly periodic: Periodic;
  private readonly followed;
  private readonly abandoned;

  constructor(
    private readonly store: StrandedTaskStore,
    private readonly held: HeldTeams,
    private readonly feed: TaskEventFeed,
    private readonly process: Process,
  ) {
    const { metrics } = process;
    this.followed = metrics.counter(
      'cadre_tasks_followed_agent_total',
      'Tasks that went to the team their agent moved to',
    );
    this.abandoned = metrics.counter('cadre_tasks_abandoned_total', 'Tasks failed because their agent stayed away');
    this.periodic = new Periodic({ name: 'stranded tasks', turn: () => this.look(), outages: process.outages });
  }

  start(): void {
    this.periodic.start();
  }

  stop(): Promise<void> {
    return this.periodic.stop();
  }

  private async look(): Promise<number> {
    if (!this.held.heldTeams().includes(LOOKING_TEAM)) return ASK_AGAIN_MS;
    const followed = await this.store.follow(BATCH);
    if (followed > 0) this.process.logger.info({ tasks: followed }, 'tasks followed their agents into other teams');
    this.followed.inc(followed);
    const failed = await this.store.failAbandoned(this.process.config.agentGoneSeconds, BATCH);
    this.abandoned.inc(failed.length);
    this.feed.announce(failed);
    if (failed.length > 0) this.process.logger.warn({ tasks: failed.length }, 'failed tasks whose agents are gone');
    return followed + failed.length > 0 ? 0 : LOOK_MS;
  }
}
