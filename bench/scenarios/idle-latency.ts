import { percentiles, type Percentiles } from '../measure/percentiles';
import type { BenchStack } from '../stack/stack';
import { clean } from './loads';
import type { Figure, Scenario } from './scenario';
import { API, TASK } from './task-body';

const SAMPLES = 500;
const QUICK_SAMPLES = 200;
const REST_MS = 5;

/** One task at a time on an idle installation: from the submission until its end is seen. */
export const idleLatency: Scenario = {
  name: 'idle latency',
  quick: true,
  async run({ stack, quick }): Promise<Figure[]> {
    return latencyFigures('', await oneByOne(stack, quick ? QUICK_SAMPLES : SAMPLES));
  },
};

/** Submits a task, waits for its end, and so on. */
export async function oneByOne(stack: BenchStack, count = SAMPLES): Promise<Percentiles> {
  const requests = [{ method: 'POST', path: `${API}/tasks?wait=10`, body: TASK }] as const;
  const { latencies } = await clean(stack.load({ requests, connections: 1, until: { count }, restMs: REST_MS }));
  return latencies[0] ?? percentiles([]);
}

export function latencyFigures(where: string, { p50, p99 }: Percentiles): Figure[] {
  return [
    { name: `idle submit → completed${where}, p50`, value: p50, unit: 'ms', limit: { atMost: 10 } },
    { name: `idle submit → completed${where}, p99`, value: p99, unit: 'ms', limit: { atMost: 25 } },
  ];
}
