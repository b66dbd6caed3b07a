import type { PoolClient } from 'pg';
import { isConnectionLost } from './classify-error';
import { CommitUnknownError, TransactionAbortedError } from './errors';
import { clientQueryable } from './client-queryable';
import type { Queryable } from './statement';

/** A transaction in progress. */
export interface Transaction extends Queryable {
  /** Runs `body`; if it throws, only what `body` did is undone, and the error goes on to the caller. */
  savepoint<T>(body: () => Promise<T>): Promise<T>;
}

/** BEGIN, the body, COMMIT. Throws the driver's errors as they are, and CommitUnknownError. */
export async function runTransaction<T>(client: PoolClient, body: (tx: Transaction) => Promise<T>): Promise<T> {
  const begun = begin(client);
  let result: T;
  try {
    result = await body(transactionOn(client));
    await begun;
  } catch (error) {
    await rollback(client, error);
    throw error;
  }
  await commit(client);
  return result;
}

/** Travels together with the first statement of the body, and is answered before it. */
function begin(client: PoolClient): Promise<unknown> {
  const begun = client.query('BEGIN');
  // Only a connection that is lost fails here, and then the body's statements say so.
  begun.catch(() => undefined);
  return begun;
}

function transactionOn(client: PoolClient): Transaction {
  const queryable = clientQueryable(client);
  return {
    ...queryable,
    async savepoint(body) {
      await client.query('SAVEPOINT part');
      try {
        const result = await body();
        await client.query('RELEASE SAVEPOINT part');
        return result;
      } catch (error) {
        if (!isConnectionLost(error)) await client.query('ROLLBACK TO SAVEPOINT part');
        throw error;
      }
    },
  };
}

async function rollback(client: PoolClient, cause: unknown): Promise<void> {
  if (isConnectionLost(cause)) return;
  await client.query('ROLLBACK');
}

async function commit(client: PoolClient): Promise<void> {
  try {
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') {
      throw new TransactionAbortedError('A statement had failed before the commit; nothing was kept.');
    }
  } catch (error) {
    if (isConnectionLost(error)) {
      throw new CommitUnknownError('The connection was lost during the commit.', { cause: error });
    }
    throw error;
  }
}
