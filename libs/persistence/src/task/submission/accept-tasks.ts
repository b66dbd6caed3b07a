import type { PayloadCipher } from '@cadre/crypto';
import { cleanText } from '@cadre/domain';
import { DatabaseBusyError } from '../../database/errors';
import type { Queryable } from '../../database/statement';
import type { CommittedEvent } from '../committed-event';
import type { AcceptedTask, TaskResult } from '../new-task';
import { insertTasks, type TaskToInsert } from './insert-tasks';
import { FIND_LOSERS, type LoserRow } from './sql/find-losers.sql';
import type { InsertedRow } from './sql/insert-tasks.sql';

export interface Acceptance {
  /** By task id. */
  readonly results: ReadonlyMap<string, TaskResult>;
  readonly events: ReadonlyMap<string, CommittedEvent>;
}

/** A holder can finish between losing to it and looking at it; nobody is that unlucky three times in a row. */
const ROUNDS = 4;

/** Accepts tasks or names the live task each of them lost to. */
export async function acceptTasks(
  db: Queryable,
  cipher: PayloadCipher,
  rows: readonly TaskToInsert[],
): Promise<Acceptance> {
  const results = new Map<string, TaskResult>();
  const events = new Map<string, CommittedEvent>();
  let open = rows;
  for (let round = 0; open.length > 0 && round < ROUNDS; round++) {
    for (const row of await insertTasks(db, cipher, open)) {
      results.set(row.task_id, acceptedRow(row));
      events.set(row.task_id, eventOf(row));
    }
    const losers = open.filter(({ task }) => !results.has(task.taskId));
    for (const row of await findLosers(db, losers)) results.set(row.wanted_id, lost(row));
    open = losers.filter(({ task }) => !results.has(task.taskId));
  }
  if (open.length > 0) throw new DatabaseBusyError('The holders of dedupe keys change too fast.');
  return { results, events };
}

function findLosers(db: Queryable, losers: readonly TaskToInsert[]): Promise<LoserRow[]> {
  if (losers.length === 0) return Promise.resolve([]);
  return db.query(FIND_LOSERS, [
    losers.map(({ task }) => task.taskId),
    losers.map(({ task }) => task.tenant),
    losers.map(({ task }) => task.agentId),
    losers.map(({ task }) => (task.dedupeKey === null ? null : cleanText(task.dedupeKey))),
  ]);
}

function acceptedRow(row: InsertedRow): AcceptedTask {
  return {
    kind: 'accepted',
    taskId: row.task_id,
    status: row.to === 'scheduled' ? 'scheduled' : 'pending',
    submittedAt: row.submitted_at,
    submitNo: row.submit_no,
  };
}

function lost(row: LoserRow): TaskResult {
  if (row.task_id === row.wanted_id) return acceptedBefore(row);
  return {
    kind: 'deduplicated',
    taskId: row.task_id,
    status: row.status,
    priority: row.priority,
    tenant: row.tenant,
    submittedBy: row.submitted_by,
    submittedAt: row.submitted_at,
  };
}

/** Its own row stands already: an earlier commit whose answer was lost. It is answered as it was accepted. */
function acceptedBefore(row: LoserRow): AcceptedTask {
  const scheduled = row.execute_at !== null && row.execute_at > row.submitted_at;
  return {
    kind: 'accepted',
    taskId: row.task_id,
    status: scheduled ? 'scheduled' : 'pending',
    submittedAt: row.submitted_at,
    submitNo: row.submit_no,
  };
}

function eventOf({ submitted_at: _at, submit_no: _no, ...event }: InsertedRow): CommittedEvent {
  return event;
}
