import type { PayloadCipher } from '@cadre/crypto';
import { AuditEventType, type AuditEntry } from '../audit/audit-entry';
import { insertAudit } from '../audit/insert-audit';
import { actorOf, type Origin } from '../audit/origin';
import type { Transaction } from '../database/run-transaction';
import { repeatTask, type RepeatOptions } from '../task/command/repeat-task';
import { ANNOTATE_TASK } from '../task/command/sql/annotate-task.sql';
import type { CommittedEvent } from '../task/committed-event';
import type { DeadLetterRow, DeadLetterState } from './dead-letter-row';
import { lockDeadLetter, type LockedDeadLetter } from './lock-dead-letter';
import { MARK_DISCARDED, MARK_RESUBMITTED } from './sql/resolve-dead-letter.sql';

/** Somebody was faster, or it was settled long ago. */
export interface Resolved {
  readonly kind: 'resolved';
  readonly state: DeadLetterState;
  readonly newTaskId: string | null;
}

interface Resubmitted {
  readonly kind: 'resubmitted';
  readonly newTaskId: string;
  readonly status: 'pending' | 'scheduled';
  readonly resubmittedAt: Date;
  readonly events: readonly CommittedEvent[];
}

export type ResubmitOutcome = Resubmitted | Resolved | { readonly kind: 'not_found' | 'unreadable' };

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
  const found = await lockDeadLetter(tx, id);
  if (!found) return { kind: 'not_found' };
  const { letter } = found;
  // Our own commit whose answer was lost says the same again.
  if (letter.state !== 'open' && letter.new_task_id !== options.newTaskId) return resolved(letter);
  return resubmitLocked(tx, cipher, found, options);
}

/** The same for a letter that is locked, and open. */
export async function resubmitLocked(
  tx: Transaction,
  cipher: PayloadCipher,
  { letter, task }: LockedDeadLetter,
  options: RepeatOptions & { readonly origin: Origin },
): Promise<Resubmitted | { readonly kind: 'unreadable' }> {
  const repeated = await repeatTask(tx, cipher, task, options, options.origin);
  if (repeated.kind === 'unreadable') return repeated;
  const [marked] = await tx.query(MARK_RESUBMITTED, [task.task_id, options.newTaskId, options.origin.userId]);
  const data = { new_task_id: options.newTaskId };
  if (marked)
    await insertAudit(tx, [deadLetterEntry(AuditEventType.DeadLetterResubmitted, letter, options.origin, data)]);
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
  const found = await lockDeadLetter(tx, id);
  if (!found) return { kind: 'not_found' };
  const { letter, task } = found;
  const [marked] = await tx.query(MARK_DISCARDED, [task.task_id, origin.userId]);
  if (!marked) return resolved(letter);
  const events = await tx.query(ANNOTATE_TASK, [task.task_id, 'discarded', actorOf(origin), null]);
  await insertAudit(tx, [deadLetterEntry(AuditEventType.DeadLetterDiscarded, letter, origin)]);
  return { kind: 'discarded', events };
}

function resolved(letter: DeadLetterRow): Resolved {
  return { kind: 'resolved', state: letter.state, newTaskId: letter.new_task_id };
}

/** What the audit log keeps of it. */
export function deadLetterEntry(
  eventType: AuditEventType,
  letter: DeadLetterRow,
  origin: Origin,
  data?: Record<string, unknown>,
): AuditEntry {
  const { task_id: taskId, agent_id: agentId, dlq_id: objectId } = letter;
  return { eventType, origin, taskId, agentId, objectType: 'dead_letter', objectId, ...(data && { data }) };
}
