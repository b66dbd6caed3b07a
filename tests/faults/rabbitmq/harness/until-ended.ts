import { type Installation, until } from '@cadre/testing';
import { statusOf } from '../../harness/task-facts';

/** Waits until this task has completed, and it alone. */
export async function untilEnded(installation: Installation, taskId: string): Promise<void> {
  await until(async () => (await statusOf(installation, taskId)) === 'completed', {
    timeoutMs: 120_000,
    intervalMs: 50,
  });
}
