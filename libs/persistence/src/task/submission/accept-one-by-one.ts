import type { PayloadCipher } from '@cadre/crypto';
import { isDataError, toDataRejected } from '../../database/classify-error';
import type { DataRejectedError } from '../../database/errors';
import type { Transaction } from '../../database/run-transaction';
import { acceptTasks, type Acceptance } from './accept-tasks';
import type { TaskToInsert } from './insert-tasks';

/** Accepts each row behind its own savepoint: a row whose data is refused fails alone. */
export async function acceptOneByOne(
  tx: Transaction,
  cipher: PayloadCipher,
  rows: readonly TaskToInsert[],
): Promise<Acceptance> {
  const parts: Acceptance[] = [];
  for (const row of rows) parts.push(await acceptOne(tx, cipher, row));
  return {
    results: new Map(parts.flatMap((part) => [...part.results])),
    events: new Map(parts.flatMap((part) => [...part.events])),
  };
}

async function acceptOne(tx: Transaction, cipher: PayloadCipher, row: TaskToInsert): Promise<Acceptance> {
  try {
    return await tx.savepoint(() => acceptTasks(tx, cipher, [row]));
  } catch (error) {
    if (!isDataError(error)) throw error;
    return rejected(row.task.taskId, toDataRejected(error));
  }
}

function rejected(taskId: string, error: DataRejectedError): Acceptance {
  return { results: new Map([[taskId, { kind: 'rejected', error }]]), events: new Map() };
}
