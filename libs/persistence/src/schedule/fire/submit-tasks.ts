import type { PayloadCipher } from '@cadre/crypto';
import { priorityName } from '@cadre/domain';
import { AuditEventType, type AuditEntry } from '../../audit/audit-entry';
import { type Origin, SYSTEM_ORIGIN } from '../../audit/origin';
import { UnexpectedOutcomeError } from '../schedule.errors';
import type { Transaction } from '../../database/run-transaction';
import type { CommittedEvent } from '../../task/committed-event';
import type { NewTask } from '../../task/new-task';
import { acceptTasks } from '../../task/submission/accept-tasks';

/** A task with the schedule that submits it. */
export interface ScheduledTask {
  readonly scheduleId: string;
  readonly task: NewTask;
}

/** Submits the tasks of firings in one statement; the actor of their first event is their schedule. */
export async function submitTasks(
  tx: Transaction,
  cipher: PayloadCipher,
  tasks: readonly ScheduledTask[],
): Promise<CommittedEvent[]> {
  if (tasks.length === 0) return [];
  const rows = tasks.map(({ scheduleId, task }) => ({ task, actor: `schedule:${scheduleId}` }));
  const { events } = await acceptTasks(tx, cipher, rows);
  if (events.size !== tasks.length) throw new UnexpectedOutcomeError('A task of a firing was not accepted.');
  return [...events.values()];
}

/** Who submitted is the person the schedule belongs to; that it was their schedule stands beside it. */
export function auditOf({ scheduleId, task }: ScheduledTask): AuditEntry {
  return {
    eventType: AuditEventType.TaskSubmitted,
    origin: ownerOf(task),
    taskId: task.taskId,
    agentId: task.agentId,
    priority: priorityName(task.priority),
    objectType: 'schedule',
    objectId: scheduleId,
  };
}

function ownerOf({ submittedBy, submittedByEmail, tenant }: NewTask): Origin {
  return { ...SYSTEM_ORIGIN, userId: submittedBy, email: submittedByEmail, tenant };
}
