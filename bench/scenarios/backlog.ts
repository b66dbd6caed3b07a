import { cloneTask } from '../stack/clone-task';
import { againstEmpty } from './against-empty';
import { DRAIN_SIZE, drainOnce } from './drain';
import type { Scenario } from './scenario';
import { endedTask, waitingTask } from './template-task';

const size = DRAIN_SIZE;

/** Ten thousand tasks are worked off while so many more wait behind them for the same agent. */
function drainBefore(waiting: number, atLeast: number): Scenario {
  const name = `drain with ${waiting.toLocaleString('en-US')} waiting`;
  return {
    name,
    quick: false,
    async run({ stack }) {
      const burden = async () => cloneTask(stack.sql, await waitingTask(stack), waiting);
      return [await againstEmpty(stack, { name, atLeast, size }, () => drainOnce(stack, { size, burden }))];
    },
  };
}

/** Ten thousand tasks are worked off while so many finished ones lie there. */
function drainAmong(finished: number, atLeast: number): Scenario {
  const name = `drain with ${finished.toLocaleString('en-US')} finished`;
  return {
    name,
    quick: false,
    async run({ stack }) {
      const drainLoaded = async () => {
        await cloneTask(stack.sql, await endedTask(stack), finished);
        return drainOnce(stack, { size });
      };
      return [await againstEmpty(stack, { name, atLeast, size }, drainLoaded)];
    },
  };
}

export const BACKLOGS: readonly Scenario[] = [
  drainBefore(100_000, 0.8),
  drainBefore(1_000_000, 0.5),
  drainAmong(1_000_000, 0.8),
];
