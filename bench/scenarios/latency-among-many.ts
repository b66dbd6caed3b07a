import { cloneTask } from '../stack/clone-task';
import type { BenchStack } from '../stack/stack';
import { latencyFigures, oneByOne } from './idle-latency';
import type { Bench, Scenario } from './scenario';
import { OTHER_AGENT, OTHER_TASK } from './task-body';
import { endedTask, waitingTask } from './template-task';

/** One task at a time while so many wait for an agent that is paused. */
function amongWaiting(waiting: number): Scenario {
  const name = `latency with ${waiting.toLocaleString('en-US')} waiting`;
  return {
    name,
    quick: false,
    async run({ stack }: Bench) {
      return besideWaiting(stack, waiting, async () => {
        const where = ` with ${waiting.toLocaleString('en-US')} waiting`;
        return latencyFigures(where, await oneByOne(stack));
      });
    },
  };
}

/** One task at a time while so many finished ones lie there. */
function amongFinished(finished: number): Scenario {
  return {
    name: `latency with ${finished.toLocaleString('en-US')} finished`,
    quick: false,
    async run({ stack }: Bench) {
      await cloneTask(stack.sql, await endedTask(stack), finished);
      return latencyFigures(` with ${finished.toLocaleString('en-US')} finished`, await oneByOne(stack));
    },
  };
}

/** Measures while so many tasks wait for an agent that is paused, and takes them away again. */
export async function besideWaiting<T>(stack: BenchStack, waiting: number, measure: () => Promise<T>): Promise<T> {
  await stack.call('POST', `/agents/${OTHER_AGENT}/pause`);
  await cloneTask(stack.sql, await waitingTask(stack, OTHER_TASK), waiting);
  const result = await measure();
  await stack.discard();
  await stack.call('POST', `/agents/${OTHER_AGENT}/resume`);
  return result;
}

export const LATENCIES_AMONG_MANY: readonly Scenario[] = [
  amongWaiting(100_000),
  amongWaiting(1_000_000),
  amongFinished(1_000_000),
];
