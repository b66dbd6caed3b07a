import type { BenchStack } from '../stack/stack';
import { submitBulk } from './loads';
import type { Figure, Scenario } from './scenario';

const SIZE = 10_000;
const QUICK_SIZE = 5_000;

/** What stands before an agent that was paused is worked off. */
export const drain: Scenario = {
  name: 'drain',
  quick: true,
  async run({ stack, bus, quick }): Promise<Figure[]> {
    const size = quick ? QUICK_SIZE : SIZE;
    const rate = await drainOnce(stack, size);
    return [
      {
        name: `drain of ${size}`,
        value: rate,
        unit: 'tasks/s',
        limit: { atLeast: bus === 'rabbitmq' ? 2_500 : 2_000 },
      },
    ];
  },
};

/** Tasks a second from the first start to the last end. */
export async function drainOnce(stack: BenchStack, size: number): Promise<number> {
  await stack.call('POST', '/agents/echo/pause');
  await submitBulk(stack, size);
  await stack.call('POST', '/agents/echo/resume');
  await stack.settled();
  const [row] = await stack.sql<{ rate: number }>(
    `SELECT (count(*) / extract(epoch FROM max(completed_at) - min(started_at)))::float8 AS rate
       FROM tasks WHERE status = 'completed'`,
  );
  return row?.rate ?? NaN;
}
