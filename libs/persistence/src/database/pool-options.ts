import { TypeOverrides, type PoolConfig } from 'pg';
import { coalescingSocket } from './coalescing-socket';
import { type Plans, startOptions } from './plans';

/** How to reach the database, and how long to wait for it. Times in milliseconds. */
export interface DatabaseOptions {
  readonly url: string;
  /** Connections at most. */
  readonly poolSize?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  /** How long a caller waits for a free connection, and a new connection for the server. */
  readonly connectTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  /** Default `fitted`. */
  readonly plans?: Plans;
}

const BIGINT = 20;
const DEFAULT_POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** A transaction whose process hangs must not keep its locks. */
const IDLE_IN_TRANSACTION_MS = 5_000;
/** The client gives up this much later than the server should have: the network swallows what is sent. */
const CLIENT_MARGIN_MS = 5_000;

/** Counters and sequence numbers stay far below 2^53. */
const typeParsers = new TypeOverrides();
typeParsers.setTypeParser(BIGINT, Number);

/** The options of the driver's pool. */
export function poolOptions(options: DatabaseOptions): PoolConfig {
  const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  return {
    connectionString: options.url,
    max: options.poolSize ?? DEFAULT_POOL_SIZE,
    application_name: options.applicationName ?? 'cadre',
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + CLIENT_MARGIN_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    options: startOptions(options.plans ?? 'fitted'),
    keepAlive: true,
    // A statement need not wait for the answer to the one before, if it does not depend on it.
    pipeline: true,
    stream: () => coalescingSocket(),
    types: typeParsers,
  };
}
