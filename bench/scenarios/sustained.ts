import type { LoadResult } from '../client/load';
import { manyTokens } from '../stack/many-tokens';
import type { Bench, Figure, Scenario } from './scenario';
import { GET_TASK, POST_TASK } from './task-body';

const USERS = 100;
const PER_USER = 10;
const SECONDS = 600;
const QUICK_SECONDS = 10;
const SPIKE = [10, 500, 10] as const;
const PHASE_SECONDS = 20;

/** A hundred people send ten requests a second each, half of them submissions, for ten minutes. */
export const sustained: Scenario = {
  name: 'sustained load',
  quick: false,
  async run({ stack, quick }: Bench): Promise<Figure[]> {
    const load = { requests: [POST_TASK, GET_TASK], tokens: await manyTokens(stack, USERS), connections: USERS };
    const until = { seconds: quick ? QUICK_SECONDS : SECONDS };
    const result = await stack.load({ ...load, perSecond: USERS * PER_USER, until });
    await stack.settled();
    return [
      errors('sustained load', [result]),
      { name: 'sustained load', value: result.succeeded / result.seconds, unit: 'requests/s' },
      { name: 'sustained load, POST p95', value: result.latencies[0]?.p95 ?? NaN, unit: 'ms' },
      { name: 'sustained load, GET p95', value: result.latencies[1]?.p95 ?? NaN, unit: 'ms' },
    ];
  },
};

/** Ten people, then five hundred at once, then ten again; each sends up to ten requests a second. */
export const spike: Scenario = {
  name: 'spike',
  quick: false,
  async run({ stack }: Bench): Promise<Figure[]> {
    const tokens = await manyTokens(stack, USERS);
    const load = { requests: [POST_TASK, GET_TASK], tokens, restMs: 1_000 / PER_USER };
    const phases: LoadResult[] = [];
    for (const connections of SPIKE) {
      phases.push(await stack.load({ ...load, connections, until: { seconds: PHASE_SECONDS } }));
    }
    await stack.settled();
    const p95 = phases.map(({ latencies }) => latencies[0]?.p95 ?? NaN);
    return [
      errors('spike', phases),
      ...['before', 'during', 'after'].map((when, phase) => {
        return { name: `spike, POST p95 ${when}`, value: p95[phase] ?? NaN, unit: 'ms' };
      }),
    ];
  },
};

function errors(name: string, results: readonly LoadResult[]): Figure {
  const failures = results.flatMap((result) => Object.entries(result.failures));
  const value = failures.reduce((sum, [, count]) => sum + count, 0);
  const note = failures.map(([reason, count]) => `${reason}: ${count}`).join(', ');
  return { name: `${name}, errors`, value, unit: '', limit: { atMost: 0 }, ...(note !== '' && { note }) };
}
