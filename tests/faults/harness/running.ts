import { type Installation, until } from '@cadre/testing';

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

/** A task that takes so long and succeeds. */
export function lasting(ms: number): { parameters: { delay_ms: number } } {
  return { parameters: { delay_ms: ms } };
}

/** So many equal tasks. */
export function times<T>(count: number, task: T): T[] {
  return Array.from({ length: count }, () => task);
}
