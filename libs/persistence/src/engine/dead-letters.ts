import { sha256Hex, uuidv7 } from '@cadre/crypto';
import { fingerprint } from '@cadre/domain';
import type { Queryable } from '../database/statement';
import { INSERT_DEAD_LETTERS } from './sql/insert-dead-letters.sql';

/** A task that failed for good in the present transaction. */
export interface DeadLetter {
  readonly taskId: string;
  readonly agentId: string;
  readonly errorCode: string;
  readonly errorMessage: string;
  /** New attempts that followed a counted failure. */
  readonly retryCount: number;
}

/** Writes the dead letters of tasks that this transaction moved to `failed` or `timeout`. */
export async function writeDeadLetters(tx: Queryable, letters: readonly DeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  await tx.execute(INSERT_DEAD_LETTERS, [
    letters.map(() => uuidv7()),
    letters.map(({ taskId }) => taskId),
    letters.map(({ agentId, errorCode, errorMessage }) => sha256Hex(fingerprint(agentId, errorCode, errorMessage))),
    letters.map(({ retryCount }) => retryCount),
  ]);
}
