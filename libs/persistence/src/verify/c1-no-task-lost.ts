import type { Database } from '../database/database';
import type { Findings } from './findings';
import { NO_TASK } from './read-task-records';
import { FIND_MISSING } from './sql/find-missing.sql';
import { READ_BORN_PAGE } from './sql/read-born-page.sql';

/** Ids of tasks that a client got a 2xx answer for. */
export type AcceptedIds = Iterable<string> | AsyncIterable<string>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * C1: every task of the client's journal exists, and no task that was born by the event log is gone before its end.
 * The second is what can be said without a journal.
 */
export async function checkNoTaskLost(
  db: Database,
  journal: AcceptedIds,
  findings: Findings,
  pageSize: number,
): Promise<void> {
  await checkJournal(db, journal, findings, pageSize);
  await checkEventLog(db, findings, pageSize);
}

async function checkJournal(db: Database, journal: AcceptedIds, findings: Findings, pageSize: number): Promise<void> {
  let page: string[] = [];
  for await (const id of journal) {
    if (UUID.test(id)) page.push(id);
    else findings.violated(null, `the journal holds ${JSON.stringify(id)}, which is not a task id`);
    if (page.length < pageSize) continue;
    await checkAccepted(db, page, findings);
    page = [];
  }
  await checkAccepted(db, page, findings);
}

async function checkAccepted(db: Database, ids: readonly string[], findings: Findings): Promise<void> {
  findings.saw(ids.length);
  for (const { task_id: taskId } of await db.query(FIND_MISSING, [ids])) {
    findings.violated(taskId, 'was accepted by the client’s journal and does not exist');
  }
}

async function checkEventLog(db: Database, findings: Findings, pageSize: number): Promise<void> {
  let after = NO_TASK;
  for (;;) {
    const page = await db.query(READ_BORN_PAGE, [after, pageSize]);
    findings.saw(page.length);
    for (const { task_id: taskId, vanished } of page) {
      if (vanished) findings.violated(taskId, 'has events, none of them an end, and does not exist');
    }
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = last.task_id;
  }
}
