import type { PayloadCipher } from '@cadre/crypto';
import { isTerminal, TaskStatus } from '@cadre/domain';
import { AuditEventType } from '../../audit/audit-entry';
import { insertAudit } from '../../audit/insert-audit';
import type { Transaction } from '../../database/run-transaction';
import { MARK_RESUBMITTED } from '../../dlq/sql/resolve-dead-letter.sql';
import { visibilityParams } from '../../visibility/visibility';
import type { CommittedEvent } from '../committed-event';
import type { AcceptedTask } from '../new-task';
import type { TaskRow } from '../task-row';
import type { Commander } from './commander';
import { repeatTask, type RepeatOptions } from './repeat-task';
import { LOCK_TASKS } from './sql/lock-tasks.sql';

export interface RetryOptions extends RepeatOptions {
  /** Also a completed task. */
  readonly force: boolean;
}

export type RetryOutcome =
  | {
      readonly kind: 'retried';
      readonly task: AcceptedTask;
      /** The task that was retried. */
      readonly old: TaskRow;
      readonly events: readonly CommittedEvent[];
    }
  | { readonly kind: 'not_finished'; readonly status: TaskStatus }
  | { readonly kind: 'completed' | 'unreadable' | 'not_found' };

/** Retries a finished task by hand: a new task, linked. Its open dead letter, if it has one, is settled with it. */
export async function retryTask(
  tx: Transaction,
  cipher: PayloadCipher,
  taskId: string,
  options: RetryOptions,
  by: Commander,
): Promise<RetryOutcome> {
  const [old] = await tx.query(LOCK_TASKS, [...visibilityParams(by.visibility), [taskId]]);
  if (!old) return { kind: 'not_found' };
  if (!isTerminal(old.status)) return { kind: 'not_finished', status: old.status };
  if (old.status === TaskStatus.Completed && !options.force) return { kind: 'completed' };
  const repeated = await repeatTask(tx, cipher, old, options, by.origin);
  if (repeated.kind === 'unreadable') return repeated;
  await tx.execute(MARK_RESUBMITTED, [old.task_id, options.newTaskId, by.origin.userId]);
  await insertAudit(tx, [
    {
      eventType: AuditEventType.TaskRetried,
      origin: by.origin,
      taskId: old.task_id,
      agentId: old.agent_id,
      data: { new_task_id: options.newTaskId },
    },
  ]);
  return { kind: 'retried', task: repeated.task, old, events: repeated.events };
}
