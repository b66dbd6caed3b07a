import { until } from '@cadre/testing';
import type { BenchStack } from '../stack/stack';
import { TASK } from './task-body';

type Body = Readonly<Record<string, unknown>>;

/** A task that waits for its agent, which is paused: an id to copy. */
export async function waitingTask(stack: BenchStack, body: Body = TASK): Promise<string> {
  const { task_id: id } = await stack.call('POST', '/tasks', body);
  return String(id);
}

/** A task that has ended: an id to copy. */
export async function endedTask(stack: BenchStack, body: Body = TASK): Promise<string> {
  const id = await waitingTask(stack, body);
  await until(async () => (await stack.call('GET', `/tasks/${id}`))['completed_at'], { timeoutMs: 60_000 });
  return id;
}
