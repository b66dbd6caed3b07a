import { cleanText, sourcesOf, TaskStatus } from '@cadre/domain';
import { AuditEventType, type AuditEntry } from '../../audit/audit-entry';
import { insertAudit } from '../../audit/insert-audit';
import { actorOf } from '../../audit/origin';
import type { Transaction } from '../../database/run-transaction';
import { visibilityParams } from '../../visibility/visibility';
import type { CommittedEvent } from '../committed-event';
import { cancelOutcome, decideCancel, type CancelAction, type CancelOutcome } from './cancel-outcome';
import type { Commander } from './commander';
import { CANCEL_TASKS, REQUEST_CANCEL } from './sql/cancel-tasks.sql';
import { LOCK_TASKS, type LockedTask } from './sql/lock-tasks.sql';

export interface CancelReport {
  /** In the order of the ids. */
  readonly outcomes: readonly CancelOutcome[];
  readonly events: readonly CommittedEvent[];
}

/** A running task is only asked; it ends when its agent or its lease does. */
const MAY_CANCEL = sourcesOf('cancelled', TaskStatus.Cancelled).filter((status) => status !== TaskStatus.Running);
const CANCELLED_CODE = 'CANCELLED';

/** Cancels tasks, or asks for it where they run, in one transaction. */
export async function cancelTasks(
  tx: Transaction,
  taskIds: readonly string[],
  by: Commander & { readonly reason?: string },
): Promise<CancelReport> {
  const locked = await tx.query(LOCK_TASKS, [...visibilityParams(by.visibility), taskIds]);
  const actor = actorOf(by.origin);
  const reason = by.reason === undefined ? null : cleanText(by.reason);
  const cancel = idsFor(locked, 'cancel');
  const ask = idsFor(locked, 'request');
  const cancelled =
    cancel.length > 0 ? await tx.query(CANCEL_TASKS, [cancel, MAY_CANCEL, actor, reason, CANCELLED_CODE]) : [];
  const asked = ask.length > 0 ? await tx.query(REQUEST_CANCEL, [ask, actor, reason]) : [];
  const events = [...cancelled, ...asked];
  await insertAudit(
    tx,
    events.map((event) => auditEntry(event, by)),
  );
  return { outcomes: outcomesOf(taskIds, locked, events), events };
}

function idsFor(locked: readonly LockedTask[], action: CancelAction): string[] {
  return locked.filter((task) => decideCancel(task.status) === action).map((task) => task.task_id);
}

function outcomesOf(
  taskIds: readonly string[],
  locked: readonly LockedTask[],
  events: readonly CommittedEvent[],
): CancelOutcome[] {
  const tasks = new Map(locked.map((task) => [task.task_id, task]));
  const times = new Map(events.map((event) => [event.task_id, event.at]));
  return taskIds.map((taskId) => {
    const task = tasks.get(taskId.toLowerCase());
    return task ? cancelOutcome(task, times.get(task.task_id) ?? task.now) : { kind: 'not_found', taskId };
  });
}

function auditEntry(event: CommittedEvent, { origin }: Commander): AuditEntry {
  return {
    eventType: AuditEventType.TaskCancelled,
    origin,
    taskId: event.task_id,
    agentId: event.agent_id,
    ...(event.to === null && { data: { requested: true } }),
  };
}
