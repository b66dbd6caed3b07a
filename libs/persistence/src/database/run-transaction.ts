import type { PoolClient } from 'pg';
import { isConnectionLost } from './classify-error';
import { CommitUnknownError, TransactionAbortedError } from './errors';
import { clientQueryable } from './client-queryable';
import { BEGIN } from './plans';
import type { Queryable } from './statement';

/** A transaction in progress. */
export interface Transaction extends Queryable {
  /** Runs `body`; if it throws, only what `body` did is undone, and the error goes on to the caller. */
  savepoint<T>(body: () => Promise<T>): Promise<T>;
  /**
   * The last statements and the COMMIT behind them, in one trip to the server. None of them may wait for another's answer:
   * what is sent later is refused. Nothing can be undone any more; the body does no more than return what came of them.
   */
  close<T>(send: () => Promise<T>): Promise<T>;
}

/** BEGIN, the body, COMMIT. Throws the driver's errors as they are, and CommitUnknownError. */
export async function runTransaction<T>(
  client: PoolClient,
  body: (tx: Transaction) => Promise<T>,
  begin = BEGIN,
): Promise<T> {
  const tx = new ClientTransaction(client, begin);
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

  constructor(
    private readonly client: PoolClient,
    begin: string,
  ) {
    this.statements = clientQueryable(client);
    this.begun = handled(client.query(begin));
  }

  readonly query: Queryable['query'] = async (of, params) => this.open().query(of, params);
  readonly execute: Queryable['execute'] = async (of, params) => this.open().execute(of, params);

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

  close<T>(send: () => Promise<T>): Promise<T> {
    const sent = send();
    void handled(this.commit());
    return sent;
  }

  commit(): Promise<void> {
    this.committing ??= sendCommit(this.client);
    return this.committing;
  }

  /** A statement behind the COMMIT would stand alone. */
  private open(): Queryable {
    if (this.isCommitting) throw new TypeError('The transaction was closed before this statement.');
    return this.statements;
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
