import { clean } from './loads';
import type { Figure, Scenario } from './scenario';
import { GET_TASK, POST_TASK } from './task-body';

const PER_SECOND = 100;
const CONNECTIONS = 20;
const SECONDS = 20;
const QUICK_SECONDS = 5;

/** A hundred submissions a second, and as many questions after them, while the tasks run. */
export const submitLatency: Scenario = {
  name: 'submit latency',
  quick: true,
  async run({ stack, quick }): Promise<Figure[]> {
    const load = {
      requests: [POST_TASK, GET_TASK],
      connections: CONNECTIONS,
      perSecond: 2 * PER_SECOND,
      until: { seconds: quick ? QUICK_SECONDS : SECONDS },
    };
    const [post, get] = (await clean(stack.load(load))).latencies;
    return [
      { name: 'POST /tasks at 100/s, p50', value: post?.p50 ?? NaN, unit: 'ms', limit: { atMost: 5 } },
      { name: 'POST /tasks at 100/s, p95', value: post?.p95 ?? NaN, unit: 'ms', limit: { atMost: 15 } },
      { name: 'POST /tasks at 100/s, p99', value: post?.p99 ?? NaN, unit: 'ms', limit: { atMost: 50 } },
      { name: 'GET /tasks/{id} at 100/s, p50', value: get?.p50 ?? NaN, unit: 'ms', limit: { atMost: 3 } },
      { name: 'GET /tasks/{id} at 100/s, p95', value: get?.p95 ?? NaN, unit: 'ms', limit: { atMost: 8 } },
      { name: 'GET /tasks/{id} at 100/s, p99', value: get?.p99 ?? NaN, unit: 'ms', limit: { atMost: 20 } },
    ];
  },
};
