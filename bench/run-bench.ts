import { BenchError } from './errors';
import { quietMachine } from './measure/quiet';
import type { BenchOptions, Bus } from './options';
import { describeMachine } from './report/machine';
import type { Report, Row } from './report/report';
import { againstNaive } from './scenarios/against-naive';
import { ALL_SCENARIOS } from './scenarios/all-scenarios';
import type { Scenario } from './scenarios/scenario';
import { readVersions } from './stack/read-versions';
import { BenchStack } from './stack/stack';

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
  { quick, profile }: BenchOptions,
  { signal, tell }: Surroundings,
): Promise<BusRun> {
  const stack = await BenchStack.start(bus, profile);
  const rows: Row[] = [];
  const interrupted = rejectedBy(signal);
  try {
    for (const scenario of scenarios.filter((each) => each.bus === undefined || each.bus === bus)) {
      await stack.clear();
      const idleBefore = await quietMachine();
      tell(`${bus}: ${scenario.name} (machine ${Math.round(100 * idleBefore)} % idle)`);
      const figures = await Promise.race([scenario.run({ stack, bus, quick }), interrupted]);
      rows.push(...figures.map((figure) => ({ ...figure, bus, scenario: scenario.name, idleBefore })));
    }
    return { rows, versions: await readVersions(stack) };
  } finally {
    await stack.close();
  }
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
