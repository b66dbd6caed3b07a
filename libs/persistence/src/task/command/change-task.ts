import { cleanText, type TaskStatus } from '@cadre/domain';
import { AuditEventType } from '../../audit/audit-entry';
import { insertAudit } from '../../audit/insert-audit';
import { actorOf } from '../../audit/origin';
import type { Transaction } from '../../database/run-transaction';
import { visibilityParams } from '../../visibility/visibility';
import type { CommittedEvent } from '../committed-event';
import type { TaskRow } from '../task-row';
import type { Commander } from './commander';
import { isChangeable, planChange, type ChangePlan, type TaskChange } from './plan-change';
import { APPEND_TASK_EVENTS, CHANGE_TASK } from './sql/change-task.sql';
import { LOCK_TASKS, type LockedTask } from './sql/lock-tasks.sql';

export type ChangeOutcome =
  | { readonly kind: 'changed'; readonly task: TaskRow; readonly events: readonly CommittedEvent[] }
  /** It has started, or is over. */
  | { readonly kind: 'not_changeable'; readonly status: TaskStatus }
  | { readonly kind: 'not_found' };

/** Changes a task that has not started. */
export async function changeTask(
  tx: Transaction,
  taskId: string,
  change: TaskChange,
  by: Commander,
): Promise<ChangeOutcome> {
  const [task] = await tx.query(LOCK_TASKS, [...visibilityParams(by.visibility), [taskId]]);
  if (!task) return { kind: 'not_found' };
  if (!isChangeable(task.status)) return { kind: 'not_changeable', status: task.status };
  const plan = planChange(task, cleaned(change), task.now);
  const { changed, events } = await write(tx, task, plan, actorOf(by.origin));
  const data = plan.events[0]?.data ?? {};
  await insertAudit(tx, [
    { eventType: AuditEventType.TaskChanged, origin: by.origin, taskId: task.task_id, agentId: task.agent_id, data },
  ]);
  return { kind: 'changed', task: changed, events };
}

async function write(
  tx: Transaction,
  task: LockedTask,
  plan: ChangePlan,
  actor: string,
): Promise<{ readonly changed: TaskRow; readonly events: readonly CommittedEvent[] }> {
  const { status, priority, executeAt, availableAt, expiresAt, tags, events } = plan;
  const [changed = task] = await tx.query(CHANGE_TASK, [
    task.task_id,
    task.status,
    status,
    priority,
    executeAt,
    availableAt,
    expiresAt,
    tags,
    events.length,
  ]);
  const appended = await tx.query(APPEND_TASK_EVENTS, [
    task.task_id,
    task.event_seq + 1,
    events.map((event) => event.type),
    events.map((event) => event.from),
    events.map((event) => event.to),
    actor,
    events.map((event) => event.data && JSON.stringify(event.data)),
  ]);
  return { changed, events: appended };
}

function cleaned(change: TaskChange): TaskChange {
  return { ...change, ...(change.tags && { tags: change.tags.map(cleanText) }) };
}
