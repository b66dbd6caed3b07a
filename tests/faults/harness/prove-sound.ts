import { CronCalendar } from '@cadre/cron';
import { runChecks } from '@cadre/persistence';
import { type Installation, until } from '@cadre/testing';

const TERMINAL = ['completed', 'failed', 'timeout', 'cancelled'];

/** Waits until every task there is has come to its end. */
export async function untilAllEnded({ sql }: Pick<Installation, 'sql'>, timeoutMs = 60_000): Promise<void> {
  await until(
    async () => {
      const left = await sql<{ task_id: string; status: string }>(
        'SELECT task_id, status FROM tasks WHERE status <> ALL ($1) LIMIT 5',
        TERMINAL,
      );
      return left.length === 0 || Promise.reject(new TasksLeftError(left));
    },
    { timeoutMs, intervalMs: 50 },
  );
}

/**
 * The end of every fault test: all tasks have ended, nothing a client was promised is lost, no service speaks of a mistake
 * of its own, and no check finds anything. Checks of tasks that looked at nothing prove nothing.
 */
export async function proveSound(installation: Installation, timeoutMs?: number): Promise<void> {
  await untilAllEnded(installation, timeoutMs);
  const { db, client, mistakes } = installation;
  expect(mistakes).toEqual([]);
  expect(client.journal.length).toBeGreaterThan(0);
  const reports = await runChecks(
    db,
    { calendar: new CronCalendar() },
    { journal: client.journal, expectFinished: true },
  );
  expect(reports.flatMap(({ check, examples }) => examples.map((example) => ({ check, ...example })))).toEqual([]);
  const aboutTasks = reports.filter(({ check }) => ['C1', 'C2', 'C3', 'C4', 'C5', 'C6'].includes(check));
  expect(aboutTasks).toHaveLength(6);
  for (const { checked } of aboutTasks) expect(checked).toBeGreaterThan(0);
}

class TasksLeftError extends Error {
  constructor(left: readonly { task_id: string; status: string }[]) {
    super(`not at their end: ${left.map(({ task_id, status }) => `${task_id} ${status}`).join(', ')}`);
  }
}
