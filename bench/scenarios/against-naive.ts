import { NaiveSteady, type NaiveRun } from '../naive/naive-steady';
import { percentiles } from '../measure/percentiles';
import { ratio } from '../measure/ratio';
import { submitSingly } from './loads';
import type { Bench, Figure, Scenario } from './scenario';
import { steadyOnce } from './steady';

const ROUNDS = 3;
const SECONDS = 8;
const QUICK_SECONDS = 4;
const WARM_UP_SECONDS = 2;

/** The steady load in turn on this product and on what one would write by hand, in one run on one machine. */
export function againstNaive(folder: string): Scenario {
  return {
    name: 'against the naive form',
    quick: true,
    bus: 'rabbitmq',
    async run({ stack, quick }: Bench): Promise<Figure[]> {
      const naive = await NaiveSteady.prepare(stack, folder);
      const [ours, theirs]: [NaiveRun[], NaiveRun[]] = [[], []];
      await submitSingly(stack, { seconds: WARM_UP_SECONDS });
      await stack.clear();
      try {
        for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1) {
          const { rate, cpuUs } = await steadyOnce(stack, quick ? QUICK_SECONDS : SECONDS);
          ours.push({ rate, cpuUs });
          await stack.clear();
          theirs.push(await naive.measure(quick ? QUICK_SECONDS : SECONDS));
        }
      } finally {
        await naive.close();
      }
      const medians = (of: keyof NaiveRun) => ({ ours: median(ours, of), theirs: median(theirs, of) });
      return [
        ratio({ name: 'steady ÷ naive', ...medians('rate'), unit: 'tasks/s', limit: { atLeast: 3 } }),
        ratio({ name: 'CPU per task ÷ naive', ...medians('cpuUs'), unit: 'µs' }),
      ];
    },
  };
}

function median(runs: readonly NaiveRun[], of: keyof NaiveRun): number {
  return percentiles(runs.map((run) => run[of])).p50;
}
