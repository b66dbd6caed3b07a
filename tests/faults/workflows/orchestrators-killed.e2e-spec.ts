import { Installation } from '@cadre/testing';
import { type BusKind, onBothBuses } from '../harness/both-buses';
import { seeded } from '../harness/seeded';
import { DeadlyOrchestrators } from './harness/deadly-orchestrators';
import { proveRuns } from './harness/prove-runs';
import { RunLoad } from './harness/run-load';
import { SHAPE_NAMES } from './harness/shapes';

/** How many runs, of all shapes in turn, and how many orchestrators die meanwhile. */
const RUNS = Number(process.env['WORKFLOW_RUNS'] ?? 22);
const KILLS = Number(process.env['WORKFLOW_KILLS'] ?? 6);
const SEED = Number(process.env['WORKFLOW_SEED'] ?? 4711);
/** Whoever dispatches is replaced within 10 s of its death. */
const LONGEST_MS = 60_000 + KILLS * 12_000 + RUNS * 1_000;

async function survive(bus: BusKind): Promise<void> {
  const installation = await Installation.create({ bus });
  try {
    await Promise.all([installation.gateway(), installation.worker({ WORKER_SLOTS: '50' })]);
    const load = await RunLoad.prepare(installation);
    const shapes = Array.from({ length: RUNS }, (_, place) => SHAPE_NAMES[place % SHAPE_NAMES.length] ?? 'chain');
    const share = Math.ceil(RUNS / Math.max(1, KILLS));
    const more = async (): Promise<void> => {
      for (const shape of shapes.splice(0, share)) await load.start(shape);
      await load.answerAll();
    };
    const begun = performance.now();
    const deaths = await new DeadlyOrchestrators(installation, seeded(SEED)).run(KILLS, more);
    while (shapes.length > 0) await more();
    await load.untilAllEnded(LONGEST_MS);
    const [counted] = await installation.sql<{ runs: number; tasks: number; folds: number }>(
      `SELECT count(*)::int AS runs, sum(fold_no)::int AS folds, (SELECT count(*) FROM tasks)::int AS tasks FROM workflows`,
    );
    const seconds = Math.round((performance.now() - begun) / 1000);
    if (KILLS > 6) process.stdout.write(`${bus}: ${JSON.stringify({ ...counted, ...deaths, seconds })}\n`);
    expect(load.started).toHaveLength(RUNS);
    expect(deaths.atPoints + deaths.anywhere).toBe(KILLS);
    await proveRuns(installation, load);
  } finally {
    await installation.close();
  }
}

describe('runs of workflows', () => {
  onBothBuses('end as they should, whenever and wherever orchestrators die', survive, LONGEST_MS + 120_000);
});
