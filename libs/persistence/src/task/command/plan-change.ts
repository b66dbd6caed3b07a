import { TaskStatus } from '@cadre/domain';
import type { TaskRow } from '../task-row';

/** What may be changed about a task that has not started. Null clears. */
export interface TaskChange {
  readonly priority?: number;
  readonly executeAt?: Date | null;
  readonly expiresAt?: Date | null;
  readonly tags?: readonly string[];
}

/** An event that a change leaves behind; without `to` it does not move the task. */
export interface PlannedEvent {
  readonly type: 'changed' | 'taken_back' | 'rescheduled' | 'due';
  readonly from: TaskStatus | null;
  readonly to: TaskStatus | null;
  readonly data: Readonly<Record<string, unknown>> | null;
}

export interface ChangePlan {
  readonly status: TaskStatus;
  readonly priority: number;
  readonly executeAt: Date | null;
  readonly availableAt: Date;
  readonly expiresAt: Date | null;
  readonly tags: readonly string[];
  readonly events: readonly PlannedEvent[];
}

const CHANGEABLE: ReadonlySet<TaskStatus> = new Set([
  TaskStatus.Scheduled,
  TaskStatus.Pending,
  TaskStatus.Queued,
  TaskStatus.Retry,
]);

/** Whether a task in this status may still be changed. */
export function isChangeable(status: TaskStatus): boolean {
  return CHANGEABLE.has(status);
}

/**
 * What a change does to a task, moves included: a queued task whose place or time changes returns to pending, and a
 * pending one whose time moves into the future is scheduled again. `now` is the database's time.
 */
export function planChange(task: TaskRow, change: TaskChange, now: Date): ChangePlan {
  const events: PlannedEvent[] = [{ type: 'changed', from: null, to: null, data: difference(task, change) }];
  const retime = change.executeAt !== undefined;
  let status: TaskStatus = task.status;
  const move = (type: PlannedEvent['type'], to: TaskStatus): void => {
    events.push({ type, from: status, to, data: type === 'taken_back' ? { reason: 'changed' } : null });
    status = to;
  };
  const later = retime && change.executeAt !== null && change.executeAt > now;
  const replaced = change.priority !== undefined && change.priority !== task.priority;
  if (status === TaskStatus.Queued && (replaced || later)) move('taken_back', TaskStatus.Pending);
  if (status === TaskStatus.Pending && later) move('rescheduled', TaskStatus.Scheduled);
  if (isDelayed(status) && retime && !later) move('due', TaskStatus.Pending);
  return {
    status,
    priority: change.priority ?? task.priority,
    executeAt: retime ? change.executeAt : task.execute_at,
    availableAt: availableAt(task, change, later, now),
    expiresAt: change.expiresAt === undefined ? task.expires_at : change.expiresAt,
    tags: change.tags ?? task.tags,
    events,
  };
}

function isDelayed(status: TaskStatus): boolean {
  return status === TaskStatus.Scheduled || status === TaskStatus.Retry;
}

/** A task that was due stays due since then; one that waited for its time gets the new one. */
function availableAt(task: TaskRow, change: TaskChange, later: boolean, now: Date): Date {
  if (later && change.executeAt) return change.executeAt;
  return change.executeAt !== undefined && isDelayed(task.status) ? now : task.available_at;
}

function difference(task: TaskRow, change: TaskChange): Record<string, unknown> {
  return {
    ...(change.priority !== undefined && { priority: [task.priority, change.priority] }),
    ...(change.executeAt !== undefined && { execute_at: [task.execute_at, change.executeAt] }),
    ...(change.expiresAt !== undefined && { expires_at: [task.expires_at, change.expiresAt] }),
    ...(change.tags !== undefined && { tags: [task.tags, change.tags] }),
  };
}
