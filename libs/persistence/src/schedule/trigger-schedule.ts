import type { PayloadCipher } from '@cadre/crypto';
import { AuditEventType } from '../audit/audit-entry';
import { insertAudit } from '../audit/insert-audit';
import type { Transaction } from '../database/run-transaction';
import type { CommittedEvent } from '../task/committed-event';
import type { NewTask } from '../task/new-task';
import { auditOf, detailsOf, lockSchedule, type ScheduleCommand, type ScheduleOutcome } from './change-schedule';
import { auditOf as auditOfTask, submitTasks } from './fire/submit-tasks';
import { insertRuns, type RunDraft } from './run-draft';

export type ScheduleTriggered = {
  readonly kind: 'triggered';
  readonly fireTime: Date;
  readonly taskId: string;
  readonly events: readonly CommittedEvent[];
};

/**
 * Fires a schedule out of turn: whoever asks wants it now, so its overlap policy is not asked, and when it is due next stays.
 * The task was prepared from the schedule of this version.
 */
export async function triggerSchedule(
  tx: Transaction,
  cipher: PayloadCipher,
  scheduleId: string,
  task: NewTask,
  command: ScheduleCommand,
): Promise<ScheduleOutcome<ScheduleTriggered>> {
  const locked = await lockSchedule(tx, scheduleId, command);
  if (locked.kind !== 'locked') return locked;
  const schedule = detailsOf(cipher, locked.row);
  const fireTime = locked.row.now;
  const run = { schedule, trigger: 'manual', status: 'submitted', taskId: task.taskId } as const;
  const draft: RunDraft = { ...run, fireTime, dueAt: fireTime, missed: 0 };
  const noted = await insertRuns(tx, [draft]);
  const submission = { scheduleId, task };
  const events = await submitTasks(tx, cipher, noted.length > 0 ? [submission] : []);
  const data = { task_id: task.taskId };
  const triggered = auditOf(schedule, { event: AuditEventType.ScheduleTriggered, data }, command.origin);
  await insertAudit(tx, [triggered, auditOfTask(submission)]);
  return { kind: 'triggered', fireTime, taskId: task.taskId, events };
}
