import { setTimeout as pause } from 'node:timers/promises';
import { CpuClock } from '../measure/cpu-clock';
import { countStatements } from '../measure/count-statements';
import type { BenchStack } from '../stack/stack';
import type { Figure, Scenario } from './scenario';

const SECONDS = 30;
const QUICK_SECONDS = 5;

/** What an installation costs that has nothing to do. */
export const idle: Scenario = {
  name: 'idle',
  quick: true,
  run: ({ stack, quick }) => idleFigures(stack, { quick, where: '' }),
};

/** What it costs to do nothing. @param where said of the figures */
export async function idleFigures(
  stack: BenchStack,
  { quick, where }: { readonly quick: boolean; readonly where: string },
): Promise<Figure[]> {
  const seconds = quick ? QUICK_SECONDS : SECONDS;
  const { client: _, ...parts } = await stack.parts();
  const clock = new CpuClock(parts);
  await pause(seconds * 1000);
  const percents = Object.entries(clock.read()).map(([part, ms]) => ({ part, percent: ms / (10 * seconds) }));
  const statements = await countStatements(stack, seconds);
  const total = percents.reduce((sum, { percent }) => sum + percent, 0);
  const note = percents.map(({ part, percent }) => `${part} ${percent.toFixed(1)}`).join(', ');
  return [
    { name: `idle statements${where}`, value: statements / seconds, unit: '/s', limit: { atMost: 30 } },
    { name: `idle CPU of one core${where}`, value: total, unit: '%', limit: { atMost: 3 }, note },
  ];
}
