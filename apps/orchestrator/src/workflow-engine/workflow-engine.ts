import { Inject, Injectable } from '@nestjs/common';
import { type Broadcast, BROADCAST, type Subscription } from '@cadre/bus';
import { Topic } from '@cadre/contracts';
import { WorkflowFoldStore } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import type { LongRunning } from '../lifecycle/long-running';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';
import { RunFolder } from './run-folder';

/** What a crash left behind waits no longer than this. */
const SWEEP_MS = 1_000;
const BATCH = 32;
const AT_ONCE = 4;
/** A run whose fold fails does not hold the others up. */
const REST_MS = 5_000;
/** Somebody else has the runs that were found. */
const AGAIN_MS = 20;
const ENDS = new Set(['completed', 'failed', 'timeout', 'cancelled']);

/** Folds runs: any number of orchestrators do it side by side, each run by one of them at a time. */
@Injectable()
export class WorkflowEngine implements LongRunning {
  private readonly periodic: Periodic;
  private readonly resting = new Map<string, number>();
  private surveyedAt = -Infinity;
  private dueInMs: number | null = null;
  private openRuns = 1;
  private stopHearing: (() => void) | undefined;
  private subscription: Subscription | undefined;

  constructor(
    private readonly folds: WorkflowFoldStore,
    private readonly folder: RunFolder,
    private readonly feed: TaskEventFeed,
    @Inject(BROADCAST) private readonly broadcast: Broadcast,
    private readonly process: Process,
  ) {
    this.periodic = new Periodic({ name: 'workflows', turn: () => this.turn(), outages: process.outages });
  }

  async start(): Promise<void> {
    // Whoever settles an outcome folds it at once. With no run open there is none to fold.
    this.stopHearing ??= this.feed.onCommitted((events) => {
      if (this.openRuns > 0 && events.some(({ to }) => to !== null && ENDS.has(to))) this.periodic.wake();
    });
    this.subscription ??= await this.broadcast.subscribe(Topic.WorkflowEvents, () => this.hear());
    this.periodic.start();
  }

  async stop(): Promise<void> {
    this.stopHearing?.();
    this.stopHearing = undefined;
    await this.subscription?.close();
    this.subscription = undefined;
    await this.periodic.stop();
  }

  private hear(): void {
    this.openRuns = Math.max(1, this.openRuns);
    this.periodic.wake();
  }

  private async turn(): Promise<number> {
    await this.survey();
    const ids = await this.folds.find(BATCH, this.restingNow());
    let folded = 0;
    const next = async (): Promise<void> => {
      for (let id = ids.shift(); id !== undefined; id = ids.shift()) if (await this.fold(id)) folded += 1;
    };
    const found = ids.length;
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    if (folded > 0) return 0;
    if (found > 0) return AGAIN_MS;
    return this.dueInMs === null ? SWEEP_MS : Math.max(0, Math.min(SWEEP_MS, Math.ceil(this.dueInMs)));
  }

  private async survey(): Promise<void> {
    if (performance.now() - this.surveyedAt < SWEEP_MS / 2) return;
    const { open_runs, inbox, due_in_ms } = await this.folds.survey();
    this.surveyedAt = performance.now();
    this.openRuns = open_runs;
    this.dueInMs = due_in_ms;
    this.folder.metrics.openRuns.set(open_runs);
    this.folder.metrics.inbox.set(inbox);
  }

  private async fold(id: string): Promise<boolean> {
    try {
      return await this.folder.fold(id);
    } catch (error) {
      this.resting.set(id, performance.now() + REST_MS);
      this.process.outages.failed('workflows', error);
      return false;
    }
  }

  private restingNow(): string[] {
    const now = performance.now();
    for (const [id, until] of this.resting) if (until <= now) this.resting.delete(id);
    return [...this.resting.keys()];
  }
}
