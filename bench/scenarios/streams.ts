import type { BenchStack } from '../stack/stack';
import type { Bench, Figure, Scenario } from './scenario';
import { BULK, TASK } from './task-body';

const STREAMS = 1_000;
const QUICK_STREAMS = 200;

/** A thousand clients follow a task each; all of these tasks run at once. */
export const streams: Scenario = {
  name: 'event streams',
  quick: true,
  async run({ stack, quick }: Bench): Promise<Figure[]> {
    const count = quick ? QUICK_STREAMS : STREAMS;
    await stack.call('POST', '/agents/echo/pause');
    const heard = await stack.listen(await submitted(stack, count));
    await stack.call('POST', '/agents/echo/resume');
    const { completed, lag } = await heard();
    const name = `${count.toLocaleString('en-US')} event streams`;
    return [
      { name: `${name}, ends heard`, value: completed, unit: '', limit: { atLeast: count } },
      { name: `${name}, end → heard, p50`, value: lag.p50, unit: 'ms' },
      { name: `${name}, end → heard, p95`, value: lag.p95, unit: 'ms' },
    ];
  },
};

async function submitted(stack: BenchStack, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const tasks = Array.from({ length: Math.min(BULK, count - ids.length) }, () => TASK);
    const { results } = await stack.call('POST', '/tasks/bulk', { tasks });
    ids.push(...(results as { task_id: string }[]).map(({ task_id: id }) => id));
  }
  return ids;
}
