import type { Percentiles } from '../measure/percentiles';
import { cloneTask } from '../stack/clone-task';
import { besideWaiting } from './latency-among-many';
import { clean } from './loads';
import type { Figure, Scenario } from './scenario';
import { API, GET_TASK, POST_TASK, TASK } from './task-body';
import { endedTask } from './template-task';

const WAITING = 100_000;
const DEAD = 10_000;
const CONNECTIONS = 5;
const PER_SECOND = 100;
const SECONDS = 20;

/** What is asked, and the most that half of the answers, 95 and 99 of a hundred may take, in milliseconds. */
const ASKED = [
  { name: 'POST /tasks', request: POST_TASK, limits: [5, 15, 50] },
  { name: 'GET /tasks/{id}', request: GET_TASK, limits: [3, 8, 20] },
  { name: 'GET /tasks', request: { method: 'GET', path: `${API}/tasks` }, limits: [] },
  { name: 'GET /queues/stats', request: { method: 'GET', path: `${API}/queues/stats` }, limits: [2, 10, 20] },
  { name: 'GET /dlq/tasks', request: { method: 'GET', path: `${API}/dlq/tasks` }, limits: [5, 20, 40] },
] as const;
const SHARES = ['p50', 'p95', 'p99'] as const;

/** People look at a full installation: 100,000 tasks wait, 10,000 dead letters lie there. */
export const reads: Scenario = {
  name: 'reads with 100,000 waiting',
  quick: false,
  async run({ stack }): Promise<Figure[]> {
    const fails = { ...TASK, parameters: { fail: { class: 'permanent', times: 1 } } };
    await cloneTask(stack.sql, await endedTask(stack, fails), DEAD);
    return besideWaiting(stack, WAITING, async () => {
      const requests = ASKED.map(({ request }) => request);
      const load = { requests, connections: CONNECTIONS, perSecond: PER_SECOND, until: { seconds: SECONDS } };
      const { latencies } = await clean(stack.load(load));
      return ASKED.flatMap((asked, index) => figures(asked, latencies[index]));
    });
  },
};

function figures({ name, limits }: (typeof ASKED)[number], latency: Percentiles | undefined): Figure[] {
  return SHARES.map((share, index) => {
    const atMost = limits[index];
    const figure = { name: `${name} with 100,000 waiting, ${share}`, value: latency?.[share] ?? NaN, unit: 'ms' };
    return atMost === undefined ? figure : { ...figure, limit: { atMost } };
  });
}
