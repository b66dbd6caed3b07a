import { types } from 'node:util';
import { DatabaseBusyError, DatabaseUnavailableError, DataRejectedError } from './errors';

const UNAVAILABLE_STATES = new Set([
  '25006', // read-only transaction: a standby
  '25P03', // idle in transaction for too long: the server closed the connection
  '57P01', // shutting down by an administrator's word
  '57P02', // crashed
  '57P03', // starting or stopping
  '57P05', // idle session closed
]);
/** Connection exceptions, insufficient resources (disk, memory, connections), and errors of the machine below. */
const UNAVAILABLE_CLASSES = new Set(['08', '53', '58']);
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);
/** What the driver says without a code. */
const LOST_CONNECTION =
  /connection (terminated|ended)|not queryable|query read timeout|client (was|has) (closed|been)/i;
const POOL_WAIT = /timeout exceeded when trying to connect/i;
const QUERY_CANCELED = '57014';
const RETRYABLE_STATES = new Set(['40001', '40P01']);
/** Data exceptions, broken constraints, program limits (an index row too large). */
const DATA_CLASSES = new Set(['22', '23', '54']);

/** The code of a thrown value: a SQLSTATE from the server, or the code of a socket error. */
export function codeOf(error: unknown): string {
  // Not instanceof: a socket error may come from another realm (a test environment's, a vm's).
  return types.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** A deadlock or a serialisation failure: the same transaction may succeed when it is run again. */
export function isRetryableConflict(error: unknown): boolean {
  return RETRYABLE_STATES.has(codeOf(error));
}

/** The data of some row was refused: isolate the row, let the others through. */
export function isDataError(error: unknown): boolean {
  return error instanceof DataRejectedError || (isSqlState(codeOf(error)) && DATA_CLASSES.has(classOf(error)));
}

/** Whether the connection this error came over is of no further use. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  if (SOCKET_CODES.has(code)) return true;
  if (isSqlState(code)) return classOf(error) === '08' || code === '25P03' || code.startsWith('57P');
  return types.isNativeError(error) && LOST_CONNECTION.test(error.message);
}

/** Turns what the driver threw into an error of ours; leaves alone what is nobody's fault but the statement's. */
export function classifyError(error: unknown): unknown {
  if (!types.isNativeError(error)) return error;
  const code = codeOf(error);
  if (POOL_WAIT.test(error.message)) {
    return new DatabaseBusyError('No database connection became free in time.', { cause: error });
  }
  if (code === QUERY_CANCELED) {
    return new DatabaseBusyError('A database statement took too long.', { cause: error });
  }
  if (isUnavailable(error, code)) {
    return new DatabaseUnavailableError('The database cannot be reached at the moment.', { cause: error });
  }
  return withoutValues(error);
}

/** The data error a caller may keep: it names the state and the constraint, never the values. */
export function toDataRejected(error: unknown): DataRejectedError {
  if (error instanceof DataRejectedError) return error;
  const constraint =
    error instanceof Error && 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : null;
  const message = 'The database refused the data' + (constraint === null ? '.' : ` (${constraint}).`);
  return new DataRejectedError(codeOf(error), message);
}

/** The server repeats whole rows in these fields; they must not reach a log. */
const FIELDS_WITH_VALUES = ['detail', 'where', 'internalQuery', 'hint'] as const;

function withoutValues(error: Error): Error {
  for (const field of FIELDS_WITH_VALUES) if (field in error) Reflect.set(error, field, undefined);
  return error;
}

function isUnavailable(error: Error, code: string): boolean {
  if (UNAVAILABLE_STATES.has(code)) return true;
  if (isSqlState(code) && UNAVAILABLE_CLASSES.has(classOf(error))) return true;
  return isConnectionLost(error);
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && !SOCKET_CODES.has(code);
}

function classOf(error: unknown): string {
  return codeOf(error).slice(0, 2);
}
