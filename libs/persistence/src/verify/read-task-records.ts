import type { Database } from '../database/database';
import type { Transaction } from '../database/run-transaction';
import { statement } from '../database/statement';
import { READ_ATTEMPTS } from './sql/read-attempts.sql';
import { READ_EVENTS } from './sql/read-events.sql';
import { READ_TASK_PAGE } from './sql/read-task-page.sql';
import type { TaskRecord } from './task-record';

export const NO_TASK = '00000000-0000-0000-0000-000000000000';

/** Row and events must be of the same moment: a task may move while it is being read. */
const ONE_SNAPSHOT = statement<[]>('verify_one_snapshot', 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');

/** All tasks with their events and attempts, page by page; only one page is in memory at a time. */
export async function* readTaskRecords(db: Database, pageSize: number): AsyncGenerator<readonly TaskRecord[]> {
  let page: readonly TaskRecord[] = [];
  do {
    const after = page.at(-1)?.row.task_id ?? NO_TASK;
    page = await db.transaction((tx) => readPage(tx, after, pageSize));
    if (page.length > 0) yield page;
  } while (page.length === pageSize);
}

async function readPage(tx: Transaction, after: string, pageSize: number): Promise<readonly TaskRecord[]> {
  await tx.execute(ONE_SNAPSHOT, []);
  const rows = await tx.query(READ_TASK_PAGE, [after, pageSize]);
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last) return [];
  const events = byTask(await tx.query(READ_EVENTS, [first.task_id, last.task_id]));
  const attempts = byTask(await tx.query(READ_ATTEMPTS, [first.task_id, last.task_id]));
  return rows.map((row) => ({ row, events: events.get(row.task_id) ?? [], attempts: attempts.get(row.task_id) ?? [] }));
}

function byTask<Row extends { readonly task_id: string }>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.task_id);
    if (group) group.push(row);
    else groups.set(row.task_id, [row]);
  }
  return groups;
}
