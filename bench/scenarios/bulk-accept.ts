import { submitBulk } from './loads';
import type { Figure, Scenario } from './scenario';
import { BULK } from './task-body';

const SIZE = 50_000;
const QUICK_SIZE = 20_000;

/** How fast tasks are accepted, a hundred with each request, while nothing runs. */
export const bulkAccept: Scenario = {
  name: 'bulk accept',
  quick: true,
  async run({ stack, quick }): Promise<Figure[]> {
    await stack.call('POST', '/agents/echo/pause');
    const { succeeded, seconds } = await submitBulk(stack, quick ? QUICK_SIZE : SIZE);
    await stack.discard();
    await stack.call('POST', '/agents/echo/resume');
    return [{ name: 'bulk accept', value: (succeeded * BULK) / seconds, unit: 'tasks/s', limit: { atLeast: 8_000 } }];
  },
};
