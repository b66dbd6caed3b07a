import { setTimeout as afterMs } from 'node:timers/promises';
import { until } from '@cadre/testing';
import type { PlannedFault, Wave } from '../plan/plan-faults';
import type { World } from '../world/world';
import type { Fault, FaultKind, Observation } from './fault';

/** One fault as it happened. Times in milliseconds since 1970. */
export interface FaultRecord extends Observation {
  readonly no: number;
  readonly name: string;
  readonly mayRefuse: boolean;
  /** Workers whose attempts may be lost because of it. */
  readonly excused: readonly string[];
  readonly startedAt: number;
  readonly healedAt: number;
  /** When a task that was submitted after the healing had completed; null: not in time. */
  readonly steadyAt: number | null;
}

export interface Nemesis {
  readonly world: World;
  readonly signal: AbortSignal;
  /** Lets the load proceed to this share of the whole. */
  readonly release: (share: number) => void;
  /** Submits one small task and answers its id. */
  readonly canary: (name: string) => Promise<string | undefined>;
  readonly tell: (line: string) => void;
}

/** How long after the healing a new task may take to its end: a minute, and a machine that is busy otherwise. */
const STEADY_WITHIN_MS = 90_000;

/** Carries a plan out: calm, break, look, mend, wait until it works as before, and again. */
export async function runPlan(waves: readonly Wave<FaultKind>[], nemesis: Nemesis): Promise<FaultRecord[]> {
  const records: FaultRecord[] = [];
  for (const [index, wave] of waves.entries()) {
    const [first] = wave;
    if (first === undefined || nemesis.signal.aborted) break;
    nemesis.release((index + 0.5) / waves.length);
    await pause(first.calmMs, nemesis);
    nemesis.release((index + 1) / waves.length);
    records.push(...(await runWave(wave, nemesis)));
  }
  return records;
}

async function runWave(wave: Wave<FaultKind>, nemesis: Nemesis): Promise<FaultRecord[]> {
  const broken: Broken[] = [];
  for (const planned of wave) {
    broken.push(await breakOne(planned, wave.length === 1, nemesis));
    await pause(planned.holdMs, nemesis);
  }
  // At once: a killed service comes up only when the database that it needs is back.
  const healed = await Promise.all(
    broken.map(async (each) => {
      await each.fault.heal();
      return { ...each, healedAt: Date.now() };
    }),
  );
  const steadyAt = await untilSteady(`${wave[0]?.no ?? 0}`, nemesis);
  return healed.map(({ fault: _, ...rest }) => {
    const record = { ...rest, steadyAt };
    nemesis.tell(describe(record));
    return record;
  });
}

type Broken = Omit<FaultRecord, 'healedAt' | 'steadyAt'> & { readonly fault: Fault };

async function breakOne(
  { no, kind, dice }: PlannedFault<FaultKind>,
  alone: boolean,
  { world }: Nemesis,
): Promise<Broken> {
  const fault = kind.create(world, dice);
  const about = { no, name: kind.name, mayRefuse: kind.mayRefuse, excused: kind.excuses(world, dice, alone) };
  const startedAt = Date.now();
  const seen = await fault.inject().catch((error) => ({ observed: false, evidence: String(error) }));
  return { ...about, startedAt, fault, ...seen };
}

/** Or until the run is ended. */
async function pause(ms: number, { signal }: Nemesis): Promise<void> {
  await afterMs(ms, undefined, { signal }).catch(() => undefined);
}

async function untilSteady(name: string, { world, canary, signal }: Nemesis): Promise<number | null> {
  const id = await canary(name);
  if (id === undefined || signal.aborted) return null;
  const ended = async () => {
    const [row] = await world.installation.sql<{ status: string }>('SELECT status FROM tasks WHERE task_id = $1', id);
    return signal.aborted || row?.status === 'completed';
  };
  return until(ended, { timeoutMs: STEADY_WITHIN_MS, intervalMs: 50 })
    .then(() => Date.now())
    .catch(() => null);
}

function describe({ no, name, observed, evidence, startedAt, healedAt, steadyAt }: FaultRecord): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const steady = steadyAt === null ? 'never steady' : `steady after ${seconds(steadyAt - healedAt)}`;
  const lasted = `lasted ${seconds(healedAt - startedAt)}, ${steady}`;
  return `${String(no).padStart(3)} ${observed ? '✓' : '✗ not observed:'} ${name}: ${evidence}; ${lasted}`;
}
