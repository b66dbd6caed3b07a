import { isTerminal, TERMINAL_STATUSES } from '@cadre/domain';
import type { Queryable } from '../database/statement';
import type { Findings } from './findings';
import { ONE_END_INDEX } from './sql/one-end-index.sql';
import type { TaskRecord } from './task-record';

const ENDS: ReadonlySet<string | null> = new Set(TERMINAL_STATUSES);

/** C3: a finished task has exactly one event that ends it, any other has none. */
export function endsOnce({ row, events }: TaskRecord): string[] {
  const ends = events.filter(({ to_status: to }) => ENDS.has(to));
  const expected = isTerminal(row.status) ? 1 : 0;
  if (ends.length === expected) return [];
  const found = ends.map(({ seq, to_status: to }) => `${to} (event ${seq})`).join(', ') || 'none';
  return [`is ${row.status} and should have ${expected} ends in its events; found: ${found}`];
}

/** The database itself must refuse a second end. */
export async function checkOneEndIndex(db: Queryable, findings: Findings): Promise<void> {
  for (const { partition } of await db.query(ONE_END_INDEX, [TERMINAL_STATUSES])) {
    findings.violated(null, `${partition} has no unique index that refuses a second end`);
  }
}
