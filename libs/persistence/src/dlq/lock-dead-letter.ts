import type { Transaction } from '../database/run-transaction';
import { LOCK_TASKS, type LockedTask } from '../task/command/sql/lock-tasks.sql';
import type { DeadLetterRow } from './dead-letter-row';
import { FIND_DEAD_LETTER } from './sql/read-dead-letters.sql';

export interface LockedDeadLetter {
  readonly letter: DeadLetterRow;
  readonly task: LockedTask;
}

/**
 * Locks a dead letter by its own id or its task's; null if either row is gone. The task's row is locked first; the letter
 * is read again under that lock.
 */
export async function lockDeadLetter(tx: Transaction, id: string): Promise<LockedDeadLetter | null> {
  const [known] = await tx.query(FIND_DEAD_LETTER, [id]);
  if (!known) return null;
  const [task] = await tx.query(LOCK_TASKS, [null, null, [known.task_id]]);
  const [letter] = await tx.query(FIND_DEAD_LETTER, [known.dlq_id]);
  return task && letter ? { letter, task } : null;
}
