import { openSync } from 'node:fs';
import type { SpawnPlan } from './drivers/sandbox-driver';
import { leakedDescriptors } from './leaked-descriptors';

const FIRST_HANDED_ON = 3;

/**
 * What a child gets from its fourth descriptor on: the plan's file, and nothing in the place of what leaked.
 *
 * @param opened takes what was opened for it, to be closed when the child has it
 */
export function handedOn({ inheritedFile }: Pick<SpawnPlan, 'inheritedFile'>, opened: number[]): ('ignore' | number)[] {
  const open = (path: string): number => opened[opened.push(openSync(path, 'r')) - 1] ?? -1;
  const leaked = leakedDescriptors();
  const most = Math.max(FIRST_HANDED_ON, ...leaked);
  const streams = Array.from({ length: most - FIRST_HANDED_ON + 1 }, (_, index): 'ignore' | number =>
    leaked.includes(index + FIRST_HANDED_ON) ? open('/dev/null') : 'ignore',
  );
  if (inheritedFile !== undefined) streams[0] = open(inheritedFile);
  return streams;
}
