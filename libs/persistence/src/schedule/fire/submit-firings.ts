import type { PayloadCipher } from '@cadre/crypto';
import { priorityName } from '@cadre/domain';
import { AuditEventType, type AuditEntry } from '../../audit/audit-entry';
import { type Origin, SYSTEM_ORIGIN } from '../../audit/origin';
import type { Transaction } from '../../database/run-transaction';
import type { CommittedEvent } from '../../task/committed-event';
import type { NewTask } from '../../task/new-task';
import { acceptTasks } from '../../task/submission/accept-tasks';
import { insertRuns } from '../../workflow/run/insert-runs';
import type { NewRun } from '../../workflow/run/new-run';
import type { RunEventRow } from '../../workflow/run-row';
import { UnexpectedOutcomeError } from '../schedule.errors';
import type { FiringSubmission } from '../firing-submission';

/** What is submitted, with the schedule that does so. */
export interface ScheduledSubmission {
  readonly scheduleId: string;
  readonly submission: FiringSubmission;
}

export interface Submitted {
  readonly events: readonly CommittedEvent[];
  readonly runEvents: readonly RunEventRow[];
}

/** Submits what firings hand over, in one statement for each kind; the actor of the first event is the schedule. */
export async function submitFirings(
  tx: Transaction,
  cipher: PayloadCipher,
  submissions: readonly ScheduledSubmission[],
): Promise<Submitted> {
  const tasks = submissions.flatMap(({ scheduleId, submission }) =>
    submission.kind === 'task' ? [{ task: submission.task, actor: actorOf(scheduleId) }] : [],
  );
  const runs = submissions.flatMap(({ scheduleId, submission }) =>
    submission.kind === 'workflow' ? [{ run: submission.run, actor: actorOf(scheduleId) }] : [],
  );
  return { events: await submitTasks(tx, cipher, tasks), runEvents: await startRuns(tx, cipher, runs) };
}

async function submitTasks(
  tx: Transaction,
  cipher: PayloadCipher,
  tasks: readonly { readonly task: NewTask; readonly actor: string }[],
): Promise<readonly CommittedEvent[]> {
  if (tasks.length === 0) return [];
  const { events } = await acceptTasks(tx, cipher, tasks);
  if (events.size !== tasks.length) throw new UnexpectedOutcomeError('A task of a firing was not accepted.');
  return [...events.values()];
}

async function startRuns(
  tx: Transaction,
  cipher: PayloadCipher,
  runs: readonly { readonly run: NewRun; readonly actor: string }[],
): Promise<readonly RunEventRow[]> {
  const { events } = await insertRuns(tx, cipher, runs);
  if (events.length !== runs.length) throw new UnexpectedOutcomeError('A run of a firing was not accepted.');
  return events;
}

/** Who submitted is the person the schedule belongs to; that it was their schedule stands beside it. */
export function auditOf({ scheduleId, submission }: ScheduledSubmission): AuditEntry {
  const bySchedule = { objectType: 'schedule', objectId: scheduleId };
  if (submission.kind === 'workflow') {
    const { workflowId, name, template } = submission.run;
    const data = { workflow_id: workflowId, name, ...(template && { template_version: template.version }) };
    return { eventType: AuditEventType.WorkflowSubmitted, origin: ownerOf(submission.run), ...bySchedule, data };
  }
  const { taskId, agentId, priority } = submission.task;
  return {
    ...{ eventType: AuditEventType.TaskSubmitted, origin: ownerOf(submission.task), taskId, agentId },
    ...{ priority: priorityName(priority), ...bySchedule },
  };
}

function ownerOf({ submittedBy, submittedByEmail, tenant }: NewTask | NewRun): Origin {
  return { ...SYSTEM_ORIGIN, userId: submittedBy, email: submittedByEmail, tenant };
}

function actorOf(scheduleId: string): string {
  return `schedule:${scheduleId}`;
}
