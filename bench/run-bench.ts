import { BenchError } from './errors';
import { quietMachine } from './measure/quiet';
import type { BenchOptions, Bus } from './options';
import { describeMachine } from './report/machine';
import type { Report, Row } from './report/report';
import { cells } from './report/table';
import { againstNaive } from './scenarios/against-naive';
import { ALL_SCENARIOS } from './scenarios/all-scenarios';
import type { Figure, Scenario } from './scenarios/scenario';
import { startWarm } from './scenarios/start-warm';
import { readVersions } from './stack/read-versions';
import type { BenchStack } from './stack/stack';

export interface Surroundings {
  /** Ends the run early. */
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/** Measures everything that was asked for, one scenario after the other. Leaves nothing behind. Throws BenchError. */
export async function runBench(options: BenchOptions, surroundings: Surroundings): Promise<Report> {
  const all = [...ALL_SCENARIOS, ...(options.vs === undefined ? [] : [againstNaive(options.vs)])];
  const scenarios = all.filter((scenario) => isWanted(scenario, options));
  const runs: BusRun[] = [];
  for (const bus of options.buses) runs.push(await runOn(bus, scenarios, options, surroundings));
  return {
    at: new Date().toISOString(),
    quick: options.quick,
    machine: describeMachine(),
    versions: Object.assign({}, ...runs.map(({ versions }) => versions)) as BusRun['versions'],
    rows: runs.flatMap(({ rows }) => rows),
  };
}

type BusRun = Pick<Report, 'rows' | 'versions'>;

async function runOn(
  bus: Bus,
  scenarios: readonly Scenario[],
  options: BenchOptions,
  surroundings: Surroundings,
): Promise<BusRun> {
  const rows: Row[] = [];
  const interrupted = rejectedBy(surroundings.signal);
  let stack = await startWarm(bus, options.profile);
  try {
    for (const scenario of scenarios.filter((each) => each.bus === undefined || each.bus === bus)) {
      const measured = await measure(scenario, stack, options, { ...surroundings, interrupted });
      rows.push(...measured.rows);
      if (measured.failed) {
        await stack.close();
        stack = await startWarm(bus, options.profile);
      }
    }
    return { rows, versions: await readVersions(stack) };
  } finally {
    await stack.close();
  }
}

/** A scenario that fails is one row; what it leaves behind is nothing to measure on. Throws BenchError when interrupted. */
async function measure(
  scenario: Scenario,
  stack: BenchStack,
  { quick }: BenchOptions,
  { signal, tell, interrupted }: Surroundings & { readonly interrupted: Promise<never> },
): Promise<{ readonly rows: readonly Row[]; readonly failed: boolean }> {
  const { bus } = stack;
  await stack.clear();
  const idleBefore = await quietMachine();
  tell(`${bus}: ${scenario.name} (machine ${Math.round(100 * idleBefore)} % idle)`);
  const rowsOf = (figures: readonly Figure[]): Row[] => {
    const rows = figures.map((figure) => ({ ...figure, bus, scenario: scenario.name, idleBefore }));
    for (const row of rows) tell(`  ${cells(row).slice(1).join('  ')}`);
    return rows;
  };
  try {
    const figures = await Promise.race([scenario.run({ stack, bus, quick }), interrupted]);
    return { rows: rowsOf(figures), failed: false };
  } catch (error) {
    if (signal.aborted) throw error;
    return { rows: rowsOf([failure(scenario, error)]), failed: true };
  }
}

function failure({ name }: Scenario, error: unknown): Figure {
  const note = error instanceof Error ? error.message : String(error);
  return { name: `${name} failed`, value: NaN, unit: '', limit: { atLeast: 0 }, note: note.slice(0, 200) };
}

function isWanted({ name, quick }: Scenario, options: BenchOptions): boolean {
  return options.only === undefined ? quick || !options.quick : name.includes(options.only);
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  const rejected = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new BenchError('the run was ended before it was over')));
  });
  rejected.catch(() => undefined);
  return rejected;
}
