import { Inject, Injectable } from '@nestjs/common';
import { type Broadcast, BROADCAST, type Subscription } from '@cadre/bus';
import { Topic } from '@cadre/contracts';
import { WorkflowFoldStore } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import type { LongRunning } from '../lifecycle/long-running';
import { outageOf } from '../lifecycle/outages';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';
import { restAfterMs, RestingRuns } from './resting-runs';
import { RunFolder } from './run-folder';

/** What a crash left behind waits no longer than this. */
const SWEEP_MS = 1_000;
const BATCH = 32;
const AT_ONCE = 4;
/** A run whose fold failed so often in a row will not be mended by waiting. */
const HOPELESS = 4;
/** Somebody else has the runs that were found. */
const AGAIN_MS = 20;
const ENDS = new Set(['completed', 'failed', 'timeout', 'cancelled']);

/** Folds runs: any number of orchestrators do it side by side, each run by one of them at a time. */
@Injectable()
export class WorkflowEngine implements LongRunning {
  private readonly periodic: Periodic;
  private readonly resting = new RestingRuns();
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
    if (await this.nothingToFold()) return this.restMs();
    const ids = await this.folds.find(BATCH, this.resting.resting());
    let folded = 0;
    const next = async (): Promise<void> => {
      for (let id = ids.shift(); id !== undefined; id = ids.shift()) if (await this.fold(id)) folded += 1;
    };
    const found = ids.length;
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    if (folded > 0) return 0;
    if (found > 0) return AGAIN_MS;
    return this.restMs();
  }

  private restMs(): number {
    return this.dueInMs === null ? SWEEP_MS : Math.max(0, Math.min(SWEEP_MS, Math.ceil(this.dueInMs)));
  }

  /** Whether a survey of this very moment says so. */
  private async nothingToFold(): Promise<boolean> {
    if (performance.now() - this.surveyedAt < SWEEP_MS / 2) return false;
    const { open_runs, inbox, due_in_ms } = await this.folds.survey();
    this.surveyedAt = performance.now();
    this.openRuns = open_runs;
    this.dueInMs = due_in_ms;
    this.folder.metrics.openRuns.set(open_runs);
    this.folder.metrics.inbox.set(inbox);
    this.folder.metrics.resting.set(this.resting.resting().length);
    return inbox === 0 && (due_in_ms === null || due_in_ms > 0);
  }

  private async fold(id: string): Promise<boolean> {
    try {
      const folded = await this.folder.fold(id);
      this.resting.folded(id);
      return folded;
    } catch (error) {
      this.failed(id, error);
      return false;
    }
  }

  /** A run that cannot be folded keeps what it was told; somebody must look when time alone does not help. */
  private failed(id: string, err: unknown): void {
    const { outages, logger } = this.process;
    if (outageOf(err) !== undefined) {
      this.resting.hindered(id);
      outages.failed('workflows', err);
      return;
    }
    const failures = this.resting.failed(id);
    const fields = { err, workflow_id: id, failures, again_in_seconds: restAfterMs(failures) / 1000 };
    if (failures === HOPELESS) logger.error(fields, 'a run cannot be folded: it stands still until this is mended');
    else logger.warn(fields, 'a run could not be folded and is tried again');
  }
}
