import { NaiveSteady, type NaiveRun } from '../naive/naive-steady';
import { percentiles } from '../measure/percentiles';
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
      return [
        ratio('steady ÷ naive', median(ours, 'rate'), median(theirs, 'rate'), 'tasks/s', { atLeast: 3 }),
        ratio('CPU per task ÷ naive', median(ours, 'cpuUs'), median(theirs, 'cpuUs'), 'µs'),
      ];
    },
  };
}

function median(runs: readonly NaiveRun[], of: keyof NaiveRun): number {
  return percentiles(runs.map((run) => run[of])).p50;
}

function ratio(name: string, ours: number, theirs: number, unit: string, limit?: Figure['limit']): Figure {
  const note = `${Math.round(ours)} : ${Math.round(theirs)} ${unit}`;
  return { name, value: ours / theirs, unit: '', note, ...(limit && { limit }) };
}
