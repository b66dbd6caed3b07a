import type { Queryable } from '../database/statement';
import { monthsFrom } from './month-ranges';
import { PARTITIONED_TABLES, type PartitionedTable } from './partitioned-tables';
import { CREATE_MONTH, DATABASE_TIME, PARTITION_NAMES } from './partitions.sql';

/** This month and the next ones; a system that stands still for longer writes into the default partition. */
const MONTHS_AHEAD = 3;

/** Makes the partitions of this month and the coming ones; answers the names of those that are new. Idempotent. */
export async function createPartitions(db: Queryable): Promise<string[]> {
  const created: string[] = [];
  for (const table of PARTITIONED_TABLES) created.push(...(await createMissing(db, table)));
  return created;
}

async function createMissing(db: Queryable, table: PartitionedTable): Promise<string[]> {
  const [clock] = await db.query(DATABASE_TIME, []);
  const present = new Set((await db.query(PARTITION_NAMES, [table])).map((row) => row.name));
  const created: string[] = [];
  for (const { suffix, from } of monthsFrom(clock?.now ?? new Date(), MONTHS_AHEAD)) {
    const partition = `${table}_${suffix}`;
    if (present.has(partition)) continue;
    const [row] = await db.query(CREATE_MONTH, [table, from.toISOString().slice(0, 10)]);
    if (row?.done) created.push(partition);
  }
  return created;
}
