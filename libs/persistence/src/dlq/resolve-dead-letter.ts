import type { PayloadCipher } from '@cadre/crypto';
import { AuditEventType, type AuditEntry } from '../audit/audit-entry';
import { insertAudit } from '../audit/insert-audit';
import { actorOf, type Origin } from '../audit/origin';
import type { Transaction } from '../database/run-transaction';
import { repeatTask, type RepeatOptions } from '../task/command/repeat-task';
import { ANNOTATE_TASK } from '../task/command/sql/annotate-task.sql';
import { LOCK_TASKS, type LockedTask } from '../task/command/sql/lock-tasks.sql';
import type { CommittedEvent } from '../task/committed-event';
import type { DeadLetterRow, DeadLetterState } from './dead-letter-row';
import { FIND_DEAD_LETTER } from './sql/read-dead-letters.sql';
import { MARK_DISCARDED, MARK_RESUBMITTED } from './sql/resolve-dead-letter.sql';

/** Somebody was faster, or it was settled long ago. */
export interface Resolved {
  readonly kind: 'resolved';
  readonly state: DeadLetterState;
  readonly newTaskId: string | null;
}

export type ResubmitOutcome =
  | {
      readonly kind: 'resubmitted';
      readonly newTaskId: string;
      readonly status: 'pending' | 'scheduled';
      readonly resubmittedAt: Date;
      readonly events: readonly CommittedEvent[];
    }
  | Resolved
  | { readonly kind: 'not_found' | 'unreadable' };

export type DiscardOutcome =
  | { readonly kind: 'discarded'; readonly events: readonly CommittedEvent[] }
  | Resolved
  | { readonly kind: 'not_found' };

/** open → resubmitted and the new task, in one transaction: of two that try, one makes the task. */
export async function resubmitDeadLetter(
  tx: Transaction,
  cipher: PayloadCipher,
  id: string,
  options: RepeatOptions & { readonly origin: Origin },
): Promise<ResubmitOutcome> {
  const found = await lock(tx, id);
  if (!found) return { kind: 'not_found' };
  const { letter, task } = found;
  // Our own commit whose answer was lost says the same again.
  if (letter.state !== 'open' && letter.new_task_id !== options.newTaskId) return resolved(letter);
  const repeated = await repeatTask(tx, cipher, task, options, options.origin);
  if (repeated.kind === 'unreadable') return repeated;
  const [marked] = await tx.query(MARK_RESUBMITTED, [task.task_id, options.newTaskId, options.origin.userId]);
  const data = { new_task_id: options.newTaskId };
  if (marked) await insertAudit(tx, [entry(AuditEventType.DeadLetterResubmitted, letter, options.origin, data)]);
  return {
    kind: 'resubmitted',
    newTaskId: options.newTaskId,
    status: repeated.task.status,
    resubmittedAt: marked?.resubmitted_at ?? letter.resubmitted_at ?? task.now,
    events: repeated.events,
  };
}

/** open → discarded. */
export async function discardDeadLetter(
  tx: Transaction,
  id: string,
  { origin }: { readonly origin: Origin },
): Promise<DiscardOutcome> {
  const found = await lock(tx, id);
  if (!found) return { kind: 'not_found' };
  const { letter, task } = found;
  const [marked] = await tx.query(MARK_DISCARDED, [task.task_id, origin.userId]);
  if (!marked) return resolved(letter);
  const events = await tx.query(ANNOTATE_TASK, [task.task_id, 'discarded', actorOf(origin), null]);
  await insertAudit(tx, [entry(AuditEventType.DeadLetterDiscarded, letter, origin)]);
  return { kind: 'discarded', events };
}

/** The task's row is locked first; the letter is read again under that lock. */
async function lock(tx: Transaction, id: string): Promise<{ letter: DeadLetterRow; task: LockedTask } | null> {
  const [known] = await tx.query(FIND_DEAD_LETTER, [id]);
  if (!known) return null;
  const [task] = await tx.query(LOCK_TASKS, [null, null, [known.task_id]]);
  const [letter] = await tx.query(FIND_DEAD_LETTER, [known.dlq_id]);
  return task && letter ? { letter, task } : null;
}

function resolved(letter: DeadLetterRow): Resolved {
  return { kind: 'resolved', state: letter.state, newTaskId: letter.new_task_id };
}

function entry(
  eventType: AuditEventType,
  letter: DeadLetterRow,
  origin: Origin,
  data?: Record<string, unknown>,
): AuditEntry {
  const { task_id: taskId, agent_id: agentId, dlq_id: objectId } = letter;
  return { eventType, origin, taskId, agentId, objectType: 'dead_letter', objectId, ...(data && { data }) };
}
