import { type Installation, type Service, until } from '@cadre/testing';

/** Waits until all of these are in the hands of a worker. */
export async function untilRunning({ sql }: Installation, taskIds: readonly string[]): Promise<void> {
  await until(
    async () => {
      const [row] = await sql<{ running: number }>(
        `SELECT count(*) AS running FROM tasks WHERE task_id = ANY ($1) AND status = 'running'`,
        taskIds,
      );
      return row?.running === taskIds.length;
    },
    { timeoutMs: 30_000 },
  );
}

/** Waits until this worker runs so many attempts: the database knows of a lease before the worker hears of it. */
export async function untilBusy(worker: Service, attempts: number): Promise<void> {
  const line = new RegExp(`^cadre_worker_slots_busy\\{.*\\} ${attempts}$`, 'm');
  await until(async () => line.test(await worker.metrics()), { timeoutMs: 30_000 });
}

/** A task that takes so long and succeeds. */
export function lasting(ms: number): { parameters: { delay_ms: number } } {
  return { parameters: { delay_ms: ms } };
}

/** So many equal tasks. */
export function times<T>(count: number, task: T): T[] {
  return Array.from({ length: count }, () => task);
}
