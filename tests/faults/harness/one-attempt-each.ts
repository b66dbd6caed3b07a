import type { Installation } from '@cadre/testing';

type Database = Pick<Installation, 'sql'>;

/** Each of these tasks (default: all there are) has completed in its first attempt: the fault cost none. */
export async function expectOneAttemptEach({ sql }: Database, ids: readonly string[] | null = null): Promise<void> {
  const others = await sql(
    `SELECT task_id, status, lease_no, failures_counted FROM tasks
     WHERE ($1::text[] IS NULL OR task_id::text = ANY ($1))
       AND (status <> 'completed' OR lease_no <> 1 OR failures_counted <> 0)`,
    ids,
  );
  expect(others).toEqual([]);
}
