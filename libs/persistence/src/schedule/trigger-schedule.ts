import type { PayloadCipher } from '@cadre/crypto';
import { AuditEventType } from '../audit/audit-entry';
import { insertAudit } from '../audit/insert-audit';
import type { Transaction } from '../database/run-transaction';
import type { CommittedEvent } from '../task/committed-event';
import type { RunEventRow } from '../workflow/run-row';
import { auditOf, detailsOf, lockSchedule, type ScheduleCommand, type ScheduleOutcome } from './change-schedule';
import { auditOf as auditOfSubmission, submitFirings } from './fire/submit-firings';
import { insertRuns, type RunDraft } from './run-draft';
import { idsOf, type FiringSubmission } from './firing-submission';

export type ScheduleTriggered = {
  readonly kind: 'triggered';
  readonly fireTime: Date;
  readonly submission: FiringSubmission;
  readonly events: readonly CommittedEvent[];
  readonly runEvents: readonly RunEventRow[];
};

/**
 * Fires a schedule out of turn: whoever asks wants it now, so its overlap policy is not asked, and when it is due next stays.
 * What it submits was prepared from the schedule of this version.
 */
export async function triggerSchedule(
  tx: Transaction,
  cipher: PayloadCipher,
  scheduleId: string,
  submission: FiringSubmission,
  command: ScheduleCommand,
): Promise<ScheduleOutcome<ScheduleTriggered>> {
  const locked = await lockSchedule(tx, scheduleId, command);
  if (locked.kind !== 'locked') return locked;
  const schedule = detailsOf(cipher, locked.row);
  const fireTime = locked.row.now;
  const run = { schedule, trigger: 'manual', status: 'submitted', ...idsOf(submission) } as const;
  const draft: RunDraft = { ...run, fireTime, dueAt: fireTime, missed: 0 };
  const noted = await insertRuns(tx, [draft]);
  const scheduled = { scheduleId, submission };
  const submitted = await submitFirings(tx, cipher, noted.length > 0 ? [scheduled] : []);
  const data =
    submission.kind === 'task' ? { task_id: submission.task.taskId } : { workflow_id: submission.run.workflowId };
  const triggered = auditOf(schedule, { event: AuditEventType.ScheduleTriggered, data }, command.origin);
  await insertAudit(tx, [triggered, auditOfSubmission(scheduled)]);
  return { kind: 'triggered', fireTime, submission, ...submitted };
}
