import type { Database } from '../database/database';
import type { Transaction } from '../database/run-transaction';
import { unnamedStatement } from '../database/statement';
import { monthOfSuffix } from './month-ranges';
import { TASK_EVENTS } from './partitioned-tables';
import { DATABASE_TIME, LOCK_PARTITIONS, PARTITION_NAMES, SET_LOCK_TIMEOUT } from './partitions.sql';

const DAY_MS = 86_400_000;

/**
 * Drops the months of task events that ended so many days ago; answers their names. Events of tasks that are still kept
 * (scheduled far ahead, or with an open dead letter) move to the default partition first.
 */
export async function dropEventPartitions(db: Database, { days }: { readonly days: number }): Promise<string[]> {
  const [clock] = await db.query(DATABASE_TIME, []);
  const horizon = (clock?.now.getTime() ?? 0) - days * DAY_MS;
  const rows = await db.query(PARTITION_NAMES, [TASK_EVENTS.name]);
  const old = rows.map((row) => row.name).filter((name) => endOf(name) <= horizon);
  const dropped: string[] = [];
  for (const partition of old.sort()) {
    if (await db.transaction((tx) => drop(tx, partition))) dropped.push(partition);
  }
  return dropped;
}

async function drop(tx: Transaction, partition: string): Promise<boolean> {
  await tx.execute(LOCK_PARTITIONS, []);
  await tx.execute(SET_LOCK_TIMEOUT, []);
  const present = await tx.query(PARTITION_NAMES, [TASK_EVENTS.name]);
  if (!present.some((row) => row.name === partition)) return false;
  const statements = [
    `ALTER TABLE ${TASK_EVENTS.name} DETACH PARTITION ${partition}`,
    `INSERT INTO ${TASK_EVENTS.name}
     SELECT event.* FROM ${partition} AS event WHERE EXISTS (SELECT 1 FROM tasks WHERE tasks.task_id = event.task_id)`,
    `DROP TABLE ${partition}`,
  ];
  for (const sql of statements) await tx.execute(unnamedStatement(sql), []);
  return true;
}

/** When a partition's month ends; never for the default. */
function endOf(partition: string): number {
  const month = monthOfSuffix(partition.slice(TASK_EVENTS.name.length + 1));
  return month ? month.to.getTime() : Infinity;
}
