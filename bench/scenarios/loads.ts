import type { LoadResult } from '../client/load';
import { BenchError } from '../errors';
import type { BenchStack } from '../stack/stack';
import { BULK, POST_BULK, POST_TASK } from './task-body';

const BULK_CONNECTIONS = 8;
const CONNECTIONS = 50;

/** Has the client submit so many tasks, a hundred with each request. */
export function submitBulk(stack: BenchStack, tasks: number): Promise<LoadResult> {
  return clean(stack.load({ requests: [POST_BULK], connections: BULK_CONNECTIONS, until: { count: tasks / BULK } }));
}

/** Single submissions as fast as answers come. */
export function submitSingly(stack: BenchStack, until: { seconds: number } | { count: number }): Promise<LoadResult> {
  return clean(stack.load({ requests: [POST_TASK], connections: CONNECTIONS, until }));
}

/** A measurement during which requests failed is none. Throws BenchError. */
export async function clean(load: Promise<LoadResult>): Promise<LoadResult> {
  const result = await load;
  if (Object.keys(result.failures).length > 0)
    throw new BenchError(`requests failed: ${JSON.stringify(result.failures)}`);
  return result;
}
