import { ratio } from '../measure/ratio';
import type { BenchStack } from '../stack/stack';
import { drainOnce } from './drain';
import type { Figure } from './scenario';

interface Comparison {
  readonly name: string;
  readonly atLeast: number;
  readonly size: number;
}

/** The rate of a drain as a part of an undisturbed one's, of which there is one before and one after it. */
export async function againstEmpty(
  stack: BenchStack,
  { name, atLeast, size }: Comparison,
  drainLoaded: () => Promise<number>,
): Promise<Figure> {
  const before = await drainOnce(stack, { size });
  const rate = await drainLoaded();
  const empty = (before + (await drainOnce(stack, { size }))) / 2;
  return ratio({ name: `${name} ÷ empty`, ours: rate, theirs: empty, unit: 'tasks/s', limit: { atLeast } });
}
