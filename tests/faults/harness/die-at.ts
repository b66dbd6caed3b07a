import type { CrashPointName } from '@cadre/config';
import { type Installation, NotAcceptedError, type Service, type TaskRequest, until } from '@cadre/testing';
import { armed, CRASH_SCENARIOS } from './crash-scenarios';
import { eventsOf, factsOf } from './task-facts';

/** Starts the victim of a crash point, armed: it dies when the next task comes along. */
export function startArmed(installation: Installation, point: CrashPointName): Promise<Service> {
  return installation[CRASH_SCENARIOS[point].victim](armed(point));
}

/** Proves that the process killed itself where it was told to. */
export async function untilDead(victim: Service): Promise<void> {
  expect(await victim.exited).toEqual({ code: null, signal: 'SIGKILL' });
}

/** Submits until it is accepted, always with the same key, whatever dies meanwhile. Answers the task's id. */
export async function submitPersistently(
  { client }: Installation,
  task: TaskRequest = {},
  key: string = crypto.randomUUID(),
): Promise<string> {
  return until(
    async () => {
      const { status, body } = await client.submit(task, { headers: { 'idempotency-key': key } });
      if (status >= 300) throw new NotAcceptedError(status, body);
      return body.task_id as string;
    },
    { timeoutMs: 30_000, intervalMs: 50 },
  );
}

/** The task came to one good end, and took no more attempts than the scenario allows. */
export async function expectCompletedOnce(
  installation: Installation,
  taskId: string,
  attempts: readonly number[],
): Promise<void> {
  const { status, lease_no } = await factsOf(installation, taskId);
  expect(status).toBe('completed');
  expect(attempts).toContain(lease_no);
  const ends = (await eventsOf(installation, taskId)).filter(({ to }) => to === 'completed');
  expect(ends).toHaveLength(1);
}
