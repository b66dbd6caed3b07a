import { clean } from './loads';
import type { Figure, Scenario } from './scenario';
import { TASK } from './task-body';

const SAMPLES = 500;
const QUICK_SAMPLES = 200;
const REST_MS = 5;

/** One task at a time on an idle installation: from the submission until its end is seen. */
export const idleLatency: Scenario = {
  name: 'idle latency',
  quick: true,
  async run({ stack, quick }): Promise<Figure[]> {
    const requests = [{ method: 'POST', path: '/tasks?wait=10', body: TASK }] as const;
    const until = { count: quick ? QUICK_SAMPLES : SAMPLES };
    const { latency } = await clean(stack.load({ requests, connections: 1, until, restMs: REST_MS }));
    return [
      { name: 'idle submit → completed, p50', value: latency.p50, unit: 'ms', limit: { atMost: 10 } },
      { name: 'idle submit → completed, p99', value: latency.p99, unit: 'ms', limit: { atMost: 25 } },
    ];
  },
};
