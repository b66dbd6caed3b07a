import type { BenchStack } from '../stack/stack';
import { READ_LAST_NUMBER, READ_RATE } from '../stack/statements';
import { submitBulk } from './loads';
import type { Figure, Scenario } from './scenario';

export const DRAIN_SIZE = 10_000;
export const QUICK_DRAIN_SIZE = 5_000;
/** They go on while the agent is being paused again. */
const MARGIN = 0.5;

/** What stands before an agent that was paused is worked off. */
export const drain: Scenario = {
  name: 'drain',
  quick: true,
  async run({ stack, bus, quick }): Promise<Figure[]> {
    const size = quick ? QUICK_DRAIN_SIZE : DRAIN_SIZE;
    const value = await drainOnce(stack, { size });
    const limit = { atLeast: bus === 'rabbitmq' ? 2_500 : 2_000 };
    return [{ name: `drain of ${size.toLocaleString('en-US')}`, value, unit: 'tasks/s', limit }];
  },
};

export interface Drain {
  readonly size: number;
  /** How the tasks come in. Default: by bulk requests of the client. */
  readonly submit?: (tasks: number) => Promise<unknown>;
  /** What is in the way; may be tasks of the same lane that cannot run, since they come after a margin that can. */
  readonly burden?: () => Promise<unknown>;
}

/** Tasks a second, from the first start to the last end of the first `size` tasks. Leaves no task. */
export async function drainOnce(stack: BenchStack, { size, submit, burden }: Drain): Promise<number> {
  await stack.call('POST', '/agents/echo/pause');
  const before = (await stack.db.query(READ_LAST_NUMBER, []))[0]?.last ?? 0;
  const [first, last] = [before + 1, before + size];
  await (submit ?? ((tasks: number) => submitBulk(stack, tasks)))(size * (1 + MARGIN));
  await burden?.();
  await stack.call('POST', '/agents/echo/resume');
  await stack.finished(first, last);
  await stack.call('POST', '/agents/echo/pause');
  const [row] = await stack.db.query(READ_RATE, [first, last]);
  await stack.discard();
  await stack.call('POST', '/agents/echo/resume');
  return row?.rate ?? NaN;
}
