import type { PoolClient } from 'pg';
import { isConnectionLost } from './classify-error';
import { CommitUnknownError, TransactionAbortedError } from './errors';
import { clientQueryable } from './client-queryable';
import type { Queryable } from './statement';

/** A transaction in progress. */
export interface Transaction extends Queryable {
  /** Runs `body`; if it throws, only what `body` did is undone, and the error goes on to the caller. */
  savepoint<T>(body: () => Promise<T>): Promise<T>;
  /**
   * Runs one statement, the last, and commits, in one trip to the server. Nothing can be undone after it: the body does no
   * more than return what came of it.
   */
  readonly closing: Queryable;
}

/** BEGIN, the body, COMMIT. Throws the driver's errors as they are, and CommitUnknownError. */
export async function runTransaction<T>(client: PoolClient, body: (tx: Transaction) => Promise<T>): Promise<T> {
  const tx = new ClientTransaction(client);
  try {
    const result = await body(tx);
    await tx.begun;
    await tx.commit();
    return result;
  } catch (error) {
    if (!isConnectionLost(error)) await tx.rollback();
    throw tx.isCommitting && isConnectionLost(error) ? commitUnknown(error) : error;
  }
}

class ClientTransaction implements Transaction {
  /** Travels together with the first statement of the body, and is answered before it. */
  readonly begun: Promise<unknown>;
  private readonly statements: Queryable;
  private committing: Promise<void> | undefined;

  constructor(private readonly client: PoolClient) {
    this.statements = clientQueryable(client);
    this.begun = handled(client.query('BEGIN'));
  }

  readonly query: Queryable['query'] = (of, params) => this.statements.query(of, params);
  readonly execute: Queryable['execute'] = (of, params) => this.statements.execute(of, params);

  get isCommitting(): boolean {
    return this.committing !== undefined;
  }

  async savepoint<T>(body: () => Promise<T>): Promise<T> {
    await this.client.query('SAVEPOINT part');
    try {
      const result = await body();
      await this.client.query('RELEASE SAVEPOINT part');
      return result;
    } catch (error) {
      if (!isConnectionLost(error)) await this.client.query('ROLLBACK TO SAVEPOINT part');
      throw error;
    }
  }

  get closing(): Queryable {
    return {
      query: (of, params) => this.close(() => this.query(of, params)),
      execute: (of, params) => this.close(() => this.execute(of, params)),
    };
  }

  commit(): Promise<void> {
    this.committing ??= sendCommit(this.client);
    return this.committing;
  }

  private close<T>(send: () => Promise<T>): Promise<T> {
    if (this.isCommitting) throw new TypeError('A transaction has one last statement.');
    const sent = send();
    void handled(this.commit());
    return sent;
  }

  /** After a failed statement a commit was a rollback already; the server takes another one for nothing. */
  async rollback(): Promise<void> {
    await this.client.query('ROLLBACK');
  }
}

async function sendCommit(client: PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT') {
    throw new TransactionAbortedError('A statement had failed before the commit; nothing was kept.');
  }
}

function commitUnknown(cause: unknown): CommitUnknownError {
  return new CommitUnknownError('The connection was lost during the commit.', { cause });
}

/** Whoever needs the outcome awaits it later; until then its failure is no stray one. */
function handled<T>(outcome: Promise<T>): Promise<T> {
  outcome.catch(() => undefined);
  return outcome;
}
