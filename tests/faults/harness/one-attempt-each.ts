import type { Installation } from '@cadre/testing';

/** Every task there is has completed in its first attempt: the fault cost none. */
export async function expectOneAttemptEach({ sql }: Pick<Installation, 'sql'>): Promise<void> {
  const others = await sql(
    `SELECT task_id, status, lease_no, failures_counted FROM tasks
     WHERE status <> 'completed' OR lease_no <> 1 OR failures_counted <> 0`,
  );
  expect(others).toEqual([]);
}
