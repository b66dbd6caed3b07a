import { CpuClock } from '../measure/cpu-clock';
import { ratio } from '../measure/ratio';
import type { BenchStack } from '../stack/stack';
import type { Bench, Figure, Scenario } from './scenario';
import { endOfRun, mapOver, startRun } from './workflow-run';

const LONG = 10_000;
const QUICK_LONG = 2_000;
const SHORT = 100;
const SHORT_RUNS = 20;

/** Of one element, over every part of the installation. */
interface ElementCost {
  readonly cpuUs: number;
  readonly wallUs: number;
}

/** Whether an element of a long map costs more than one of a short map. */
export const workflowMap: Scenario = {
  name: 'workflow map',
  quick: true,
  async run({ stack, quick }: Bench): Promise<Figure[]> {
    const elements = quick ? QUICK_LONG : LONG;
    const before = await costOf(stack, SHORT, SHORT_RUNS);
    const long = await costOf(stack, elements, 1);
    const after = await costOf(stack, SHORT, SHORT_RUNS);
    const short = { cpuUs: (before.cpuUs + after.cpuUs) / 2, wallUs: (before.wallUs + after.wallUs) / 2 };
    const name = `map of ${elements.toLocaleString('en-US')}`;
    const [limit, unit] = [{ atMost: 1.5 }, 'µs'];
    return [
      { name: `${name}, elements`, value: 1e6 / long.wallUs, unit: '/s' },
      ratio({ name: `${name} ÷ of ${SHORT}, CPU of an element`, ours: long.cpuUs, theirs: short.cpuUs, unit, limit }),
      ratio({
        name: `${name} ÷ of ${SHORT}, time of an element`,
        ours: long.wallUs,
        theirs: short.wallUs,
        unit,
        limit,
      }),
    ];
  },
};

async function costOf(stack: BenchStack, elements: number, runs: number): Promise<ElementCost> {
  const { client: _, ...parts } = await stack.parts();
  const clock = new CpuClock(parts);
  const startedAt = performance.now();
  for (let run = 0; run < runs; run += 1) await endOfRun(stack, await startRun(stack, mapOver(elements)));
  const wallMs = performance.now() - startedAt;
  const cpuMs = Object.values(clock.read()).reduce((sum, ms) => sum + ms, 0);
  const total = elements * runs;
  return { cpuUs: (1000 * cpuMs) / total, wallUs: (1000 * wallMs) / total };
}
