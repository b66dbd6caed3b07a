import { type PayloadCipher, uuidv7 } from '@cadre/crypto';
import { cleanJson, cleanText, priorityName } from '@cadre/domain';
import type { Origin } from '../../audit/origin';
import { ORIGIN_COLUMNS } from '../../audit/origin-columns';
import { arrayLiteral } from '../../database/array-literal';
import type { Queryable } from '../../database/statement';
import type { NewTask } from '../new-task';
import { payloadAad } from '../payload-aad';
import { INSERT_TASKS, type InsertedRow } from './sql/insert-tasks.sql';

/** A task with the actor of its first event. */
export interface TaskToInsert {
  readonly task: NewTask;
  readonly actor: string;
  /** Of a person's submission, which the audit log notes. */
  readonly origin?: Origin;
}

/** The parameters of the statement, one per column, in its order. */
const COLUMNS: readonly ((row: TaskToInsert, cipher: PayloadCipher) => unknown)[] = [
  ({ task }) => task.taskId,
  ({ task }) => task.tenant,
  ({ task }) => task.agentId,
  ({ task }) => task.team,
  ({ task }) => task.submittedBy,
  ({ task }) => task.submittedByEmail,
  ({ task }) => task.priority,
  ({ task }) => task.executeAt,
  ({ task }) => task.expiresAt,
  ({ task }) => task.ttlSeconds,
  ({ task }) => JSON.stringify(task.retryPolicy),
  ({ task }) => task.retryPolicy.max_retries,
  ({ task }) => task.timeoutSeconds,
  ({ task }) => task.softTimeoutSeconds,
  ({ task }) => (task.dedupeKey === null ? null : cleanText(task.dedupeKey)),
  ({ task }) => arrayLiteral(task.tags.map(cleanText)),
  ({ task }) => (task.metadata === null ? null : JSON.stringify(cleanJson(task.metadata))),
  ({ task }) => arrayLiteral(task.inputArtifacts),
  ({ task }) => task.parentTaskId,
  ({ task }) => task.retriedFrom,
  ({ task }) => task.agentVersion,
  ({ task }) => task.traceParent,
  ({ task }, cipher) =>
    cipher.seal(JSON.stringify(task.parameters ?? null), payloadAad(task.tenant, task.taskId, 'parameters')),
  ({ actor }) => actor,
  ({ task }) => task.workflow?.workflowId ?? null,
  ({ task }) => task.workflow?.path ?? null,
  ({ task }) => task.workflow?.attempt ?? null,
  ({ origin }) => (origin ? uuidv7() : null),
  ({ origin }) => origin && ORIGIN_COLUMNS.userId(origin),
  ({ origin }) => origin && ORIGIN_COLUMNS.tenant(origin),
  ({ origin }) => origin && ORIGIN_COLUMNS.email(origin),
  ({ origin, task }) => origin && priorityName(task.priority),
  ({ origin }) => origin && ORIGIN_COLUMNS.ipAddress(origin),
  ({ origin }) => origin && ORIGIN_COLUMNS.userAgent(origin),
  ({ origin }) => origin && ORIGIN_COLUMNS.correlationId(origin),
];

/** Inserts tasks in one statement; answers those that were accepted, in order of submission. */
export function insertTasks(
  db: Queryable,
  cipher: PayloadCipher,
  rows: readonly TaskToInsert[],
): Promise<InsertedRow[]> {
  if (rows.length === 0) return Promise.resolve([]);
  return db.query(
    INSERT_TASKS,
    COLUMNS.map((column) => rows.map((row) => column(row, cipher))),
  );
}
