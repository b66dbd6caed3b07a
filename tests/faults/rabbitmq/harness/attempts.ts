import type { Installation } from '@cadre/testing';

/** Each of these tasks (default: all there are) has run once, and no attempt was spent on the fault. */
export async function expectOneAttemptEach({ sql }: Installation, ids: readonly string[] | null = null): Promise<void> {
  const others = await sql(
    `SELECT task_id, status, lease_no, failures_counted FROM tasks
     WHERE ($1::text[] IS NULL OR task_id::text = ANY ($1))
       AND (status <> 'completed' OR lease_no <> 1 OR failures_counted <> 0)`,
    ids,
  );
  expect(others).toEqual([]);
}
