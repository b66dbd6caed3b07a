import type { Database } from '../database/database';
import type { Transaction } from '../database/run-transaction';
import { unnamedStatement } from '../database/statement';
import { monthsFrom, type MonthRange } from './month-ranges';
import { PARTITIONED_TABLES, type PartitionedTable } from './partitioned-tables';
import { DATABASE_TIME, LOCK_PARTITIONS, PARTITION_NAMES, SET_LOCK_TIMEOUT } from './partitions.sql';

/** This month and the next ones; a system that stands still for longer writes into the default partition. */
const MONTHS_AHEAD = 3;

/** Makes the partitions of this month and the coming ones; answers the names of those that are new. Idempotent. */
export async function createPartitions(db: Database): Promise<string[]> {
  const created: string[] = [];
  for (const table of PARTITIONED_TABLES) {
    created.push(...(await db.transaction((tx) => createMissing(tx, table))));
  }
  return created;
}

async function createMissing(tx: Transaction, table: PartitionedTable): Promise<string[]> {
  await tx.execute(LOCK_PARTITIONS, []);
  await tx.execute(SET_LOCK_TIMEOUT, []);
  const [clock] = await tx.query(DATABASE_TIME, []);
  const present = new Set((await tx.query(PARTITION_NAMES, [table.name])).map((row) => row.name));
  const created: string[] = [];
  for (const month of monthsFrom(clock?.now ?? new Date(), MONTHS_AHEAD)) {
    const partition = `${table.name}_${month.suffix}`;
    if (present.has(partition) || (await defaultHolds(tx, table, month))) continue;
    await createOne(tx, table, month, partition);
    created.push(partition);
  }
  return created;
}

/** Rows that already went to the default partition keep their month from getting its own; they stay where they are. */
async function defaultHolds(tx: Transaction, table: PartitionedTable, month: MonthRange): Promise<boolean> {
  const { name, column, bound } = table;
  const rows = await tx.query(
    unnamedStatement(
      `SELECT 1 FROM ${name}_default WHERE ${column} >= ${bound(month.from)} AND ${column} < ${bound(month.to)} LIMIT 1`,
    ),
    [],
  );
  return rows.length > 0;
}

async function createOne(
  tx: Transaction,
  table: PartitionedTable,
  month: MonthRange,
  partition: string,
): Promise<void> {
  const { name, bound } = table;
  const statements = [
    // Made apart and then attached: that takes a weaker lock on the parent than PARTITION OF would.
    `CREATE TABLE ${partition} (LIKE ${name} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`,
    `ALTER TABLE ${name} ATTACH PARTITION ${partition} FOR VALUES FROM (${bound(month.from)}) TO (${bound(month.to)})`,
    ...table.prepare(partition),
  ];
  for (const sql of statements) await tx.execute(unnamedStatement(sql), []);
}
