import { Pool, type PoolClient } from 'pg';
import { classifyError, isConnectionLost } from './classify-error';
import { clientQueryable } from './client-queryable';
import { ConnectionWatch } from './connection-watch';
import { BEGIN, BEGIN_OVER_MANY } from './plans';
import { poolOptions, type DatabaseOptions } from './pool-options';
import { runTransaction, type Transaction } from './run-transaction';
import type { Queryable, Statement } from './statement';
import { withRetry, type RetryOptions } from './with-retry';

export interface TransactionOptions extends RetryOptions {
  /** Its statements read whole tables, or join hundreds of rows with each other: let them, also where plans are by index. */
  readonly manyRows?: boolean;
}

/** How the pool stands right now. */
export interface PoolGauges {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

/**
 * The pool of connections. Rejects with DatabaseUnavailableError, DatabaseBusyError and CommitUnknownError; every other
 * error is the driver's, with its SQLSTATE as `code`. A deadlock or serialisation failure is repeated a few times, of a
 * statement by itself as of a transaction: it has changed nothing.
 */
export class Database implements Queryable {
  private readonly pool: Pool;
  private readonly watch = new ConnectionWatch();

  constructor(options: DatabaseOptions) {
    this.pool = new Pool(poolOptions(options));
    this.pool.on('error', () => this.watch.lost());
    // Without a listener a connection that dies between two statements would end the process.
    this.pool.on('connect', (client) => client.on('error', () => this.watch.lost()));
  }

  query<Params extends readonly unknown[], Row>(of: Statement<Params, Row>, params: Params): Promise<Row[]> {
    return withRetry(() => this.withClient((client) => clientQueryable(client).query(of, params)));
  }

  execute<Params extends readonly unknown[], Row>(of: Statement<Params, Row>, params: Params): Promise<number> {
    return withRetry(() => this.withClient((client) => clientQueryable(client).execute(of, params)));
  }

  /**
   * Runs `body` between BEGIN and COMMIT. A deadlock or serialisation failure runs it again from the start, so it must
   * not change anything outside the database.
   */
  transaction<T>(body: (tx: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return withRetry(
      () => this.withClient((client) => runTransaction(client, body, options.manyRows ? BEGIN_OVER_MANY : BEGIN)),
      options,
    );
  }

  /** Resolves when the database answers. */
  async ping(): Promise<void> {
    await this.withClient((client) => client.query('SELECT 1'));
  }

  /** Called when a statement succeeds again after a connection was lost. Returns the unsubscribe function. */
  onReconnect(listener: () => void): () => void {
    return this.watch.onReconnect(listener);
  }

  gauges(): PoolGauges {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  /** Lets running statements finish, then closes all connections. Idempotent. */
  async close(): Promise<void> {
    if (!this.pool.ended && !this.pool.ending) await this.pool.end();
  }

  private async withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    try {
      const client = await this.pool.connect();
      const result = await this.using(client, work);
      this.watch.succeeded();
      return result;
    } catch (error) {
      if (isConnectionLost(error)) this.watch.lost();
      throw classifyError(error);
    }
  }

  private async using<T>(client: PoolClient, work: (client: PoolClient) => Promise<T>): Promise<T> {
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      // A connection in doubt is closed, not handed to the next caller.
      client.release(mustClose(error));
      throw error;
    }
  }
}

function mustClose(error: unknown): boolean {
  return isConnectionLost(error) || (error instanceof Error && isConnectionLost(error.cause));
}
