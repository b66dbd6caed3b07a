import type { Queryable } from '../database/statement';
import { monthOfSuffix, type MonthRange } from './month-ranges';
import { DATABASE_TIME, DROP_EVENT_MONTH, PARTITION_NAMES } from './partitions.sql';

const DAY_MS = 86_400_000;
const TABLE = 'task_events';

/**
 * Drops the months of task events that ended so many days ago (30 at least); answers their names. Events of tasks that
 * are still kept (scheduled far ahead, or with an open dead letter) move to the default partition first.
 */
export async function dropEventPartitions(db: Queryable, { days }: { readonly days: number }): Promise<string[]> {
  const dropped: string[] = [];
  for (const { suffix, from } of await monthsEndedBefore(db, days)) {
    const [row] = await db.query(DROP_EVENT_MONTH, [from.toISOString().slice(0, 10), days]);
    if (row?.done) dropped.push(`${TABLE}_${suffix}`);
  }
  return dropped;
}

/** Oldest first; the default partition is of no month. */
async function monthsEndedBefore(db: Queryable, days: number): Promise<MonthRange[]> {
  const [clock] = await db.query(DATABASE_TIME, []);
  const horizon = (clock?.now.getTime() ?? 0) - days * DAY_MS;
  const rows = await db.query(PARTITION_NAMES, [TABLE]);
  return rows
    .flatMap(({ name }) => monthOfSuffix(name.slice(TABLE.length + 1)) ?? [])
    .filter(({ to }) => to.getTime() <= horizon)
    .sort((a, b) => a.from.getTime() - b.from.getTime());
}
