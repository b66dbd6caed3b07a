import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterMs } from '../faults/harness/seeded';
import { faultKinds } from './faults/all-faults';
import { type FaultRecord, runPlan } from './faults/run-plan';
import { driveLoad } from './load/drive-load';
import { Journal } from './load/journal';
import { Quota } from './load/quota';
import { Submitter } from './load/submitter';
import { loadTask, type LoadTask } from './load/task-mix';
import type { ChaosOptions } from './options';
import { planFaults } from './plan/plan-faults';
import { judgeAnswers } from './verdict/judge-answers';
import { judgeJournal } from './verdict/judge-journal';
import { judgeFaults, judgeProcesses, judgeVolume } from './verdict/judge-run';
import { judgeEnds, judgeInvariants, type Promised } from './verdict/judge-tasks';
import type { ChaosReport } from './verdict/report';
import { World } from './world/world';

/** Faults may leave tasks with a lease to wait out, and three retries; what stands for longer is stuck. */
const STUCK_AFTER_MS = 360_000;
const LOOK_EVERY_MS = 100;
/** Keys that are asked for once more when all is over. */
const REPLAYED = 200;

export interface Surroundings {
  /** Ends the run early. */
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/** The run was ended from outside. */
export class ChaosAbortedError extends Error {
  readonly code = 'CHAOS_ABORTED';

  constructor() {
    super('the run was ended before it could tell anything');
    this.name = new.target.name;
  }
}

/**
 * Breaks an installation of its own while it works, and judges what became of the work. Leaves nothing behind. Throws
 * ChaosAbortedError.
 */
export async function runChaos(options: ChaosOptions, surroundings: Surroundings): Promise<ChaosReport> {
  const world = await World.start(options.bus);
  try {
    return await new Run(options, world, surroundings).go();
  } finally {
    await world.close();
  }
}

class Run {
  private readonly journal: Journal;
  private readonly canaries: LoadTask[] = [];

  constructor(
    private readonly options: ChaosOptions,
    private readonly world: World,
    private readonly surroundings: Surroundings,
  ) {
    const { out } = options;
    if (out !== undefined) mkdirSync(out, { recursive: true });
    this.journal = new Journal(out && join(out, 'journal.jsonl'));
  }

  async go(): Promise<ChaosReport> {
    const { seed, tasks } = this.options;
    const startedAt = Date.now();
    const quota = new Quota(tasks);
    this.surroundings.signal.addEventListener('abort', () => quota.end());
    const load = driveLoad(seed, quota, () => this.submitter());
    const faults = await this.breakThings(quota);
    quota.release(1);
    await load;
    const brokenMs = Date.now() - startedAt;
    const drainMs = await this.drain();
    await this.replay();
    const figures = { 'faults (s)': brokenMs / 1000, 'drain (s)': drainMs / 1000, ...this.counts() };
    return this.judge(faults, figures);
  }

  private async breakThings(quota: Quota): Promise<FaultRecord[]> {
    const { seed, faults: count, overlap, durationMs } = this.options;
    const kinds = faultKinds(this.options);
    const waves = planFaults({ seed, count, kinds, overlap, ...(durationMs !== undefined && { durationMs }) });
    this.surroundings.tell(`seed ${seed}: ${waves.flat().length} faults of ${kinds.length} kinds`);
    return runPlan(waves, {
      world: this.world,
      ...this.surroundings,
      release: (share) => quota.release(share),
      canary: (name) => this.canary(name),
    });
  }

  private canary(name: string): Promise<string | undefined> {
    const key = `chaos-${this.options.seed}-canary-${name}`;
    const task: LoadTask = { key, request: { priority: 'critical' }, ends: 'completed', failures: 0 };
    this.canaries.push(task);
    return this.submitter().submit(task);
  }

  /** Waits as long as tasks come to their ends; answers how long that took, in milliseconds. What stays violates C2. */
  private async drain(): Promise<number> {
    const { signal, tell } = this.surroundings;
    const startedAt = Date.now();
    tell('draining');
    let [left, fewerAt] = [Infinity, startedAt];
    while (left > 0 && Date.now() - fewerAt < STUCK_AFTER_MS) {
      const now = await this.unfinished();
      if (signal.aborted) throw new ChaosAbortedError();
      if (now < left) [left, fewerAt] = [now, Date.now()];
      await afterMs(LOOK_EVERY_MS);
    }
    if (left > 0) tell(`${left} tasks are stuck`);
    return Date.now() - startedAt;
  }

  private async unfinished(): Promise<number> {
    const [left] = await this.world.installation.sql<{ count: number }>(
      `SELECT count(*) FROM tasks WHERE status NOT IN ('completed', 'failed', 'timeout', 'cancelled')`,
    );
    return left?.count ?? 0;
  }

  /** Every answer that was ever in doubt, and some that never were, once more. */
  private async replay(): Promise<void> {
    const doubtful = new Set(this.journal.entries.filter(({ outcome }) => outcome !== 'ok').map(({ key }) => key));
    const tasks = this.allTasks().filter(({ key }, index) => doubtful.has(key) || index < REPLAYED);
    const submitter = this.submitter();
    for (const task of tasks) await submitter.submit(task, 'repeat');
  }

  private async judge(faults: readonly FaultRecord[], figures: Record<string, number>): Promise<ChaosReport> {
    const { installation, replicas, clock } = this.world;
    const promised = this.promised();
    const ids = promised.map(({ id }) => id);
    const [done] = await installation.sql<{ count: number }>(`SELECT count(*) FROM tasks WHERE status = 'completed'`);
    const findings = [
      ...judgeFaults(faults, this.options.faults),
      judgeVolume(done?.count ?? 0, this.options.tasks),
      ...(await judgeInvariants(installation, ids)),
      ...(await judgeEnds(installation, promised, faults, clock.settings)),
      ...judgeAnswers(this.journal, faults),
      ...(this.journal.file === undefined ? [] : [await judgeJournal(this.journal.file, installation.database.url)]),
      ...judgeProcesses(replicas),
    ];
    const report = { options: this.options, ok: findings.every(({ holds }) => holds), figures, findings, faults };
    const { out } = this.options;
    if (out !== undefined) writeFileSync(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    return report;
  }

  private counts(): Record<string, number> {
    const { journal, world } = this;
    const sum = (of: (replica: World['replicas'][number]) => number) =>
      world.replicas.reduce((total, replica) => total + of(replica), 0);
    return {
      'requests answered': journal.count('ok'),
      'requests refused': journal.count('err'),
      'requests without an answer': journal.count('unknown'),
      'restarts by the supervisor': sum(({ restarts }) => restarts),
      'failed starts': sum(({ failedStarts }) => failedStarts),
    };
  }

  private promised(): Promised[] {
    const ids = this.journal.taskOfKey;
    return this.allTasks().flatMap((task) => {
      const id = ids.get(task.key);
      return id === undefined ? [] : [{ task, id }];
    });
  }

  private allTasks(): LoadTask[] {
    const { seed, tasks } = this.options;
    return [...Array.from({ length: tasks }, (_, no) => loadTask(seed, no)), ...this.canaries];
  }

  private submitter(): Submitter {
    return new Submitter(this.world.installation, this.journal, this.surroundings.signal);
  }
}
