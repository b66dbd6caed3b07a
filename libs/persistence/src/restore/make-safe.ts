import { TaskStatus } from '@cadre/domain';
import type { Database } from '../database/database';
import { takeBackRows } from '../engine/take-back/take-back-rows';
import { FIND_DISPATCHED } from './sql/find-dispatched.sql';
import { REPLACE_LEASES } from './sql/replace-leases.sql';

const ACTOR = 'doctor';
const HOLDS_LEASE = [TaskStatus.Claimed, TaskStatus.Running];
const BATCH = 500;
const NO_TASK = '00000000-0000-0000-0000-000000000000';

/** What was done to a restored database. */
export interface MadeSafe {
  readonly leasesReplaced: number;
  readonly takenBack: number;
}

/**
 * To be run on a restored backup before its services start. Workers and broker may hold newer state than the backup:
 * every live lease gets a new token, so that what they report is lost, and what stood on the broker returns to the
 * backlog. Idempotent; safe while services run, too.
 */
export async function makeRestoredSafe(db: Database): Promise<MadeSafe> {
  return { leasesReplaced: await replaceLeases(db), takenBack: await takeBackQueued(db) };
}

async function replaceLeases(db: Database): Promise<number> {
  let replaced = 0;
  for (let after: string | undefined = NO_TASK; after !== undefined;) {
    const rows: { task_id: string }[] = await db.query(REPLACE_LEASES, [after, HOLDS_LEASE, BATCH]);
    replaced += rows.length;
    after = rows.at(-1)?.task_id;
  }
  return replaced;
}

async function takeBackQueued(db: Database): Promise<number> {
  let takenBack = 0;
  for (let after: string | undefined = NO_TASK; after !== undefined;) {
    const rows: { task_id: string; dispatch_no: number }[] = await db.query(FIND_DISPATCHED, [after, BATCH]);
    const dispatches = rows.map(({ task_id: taskId, dispatch_no: dispatchNo }) => ({ taskId, dispatchNo }));
    takenBack += (await takeBackRows(db, dispatches, 'restored', ACTOR)).length;
    after = rows.at(-1)?.task_id;
  }
  return takenBack;
}
