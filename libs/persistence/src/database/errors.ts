/** Every error of persistence carries a stable code; whether a retry helps stands at each class. */
export abstract class PersistenceError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The database cannot be reached, is starting or stopping, or cannot write. A later retry helps. */
export class DatabaseUnavailableError extends PersistenceError {
  readonly code = 'DATABASE_UNAVAILABLE';
}

/**
 * The connection was lost while COMMIT was under way: the transaction may stand or not. Run it again with the same ids
 * before answering anybody. Counts as "unavailable" to those who do not know better.
 */
export class CommitUnknownError extends DatabaseUnavailableError {}

/** No connection became free in time, or a statement ran into its time limit. A later retry helps. */
export class DatabaseBusyError extends PersistenceError {
  readonly code = 'DATABASE_BUSY';
}

/** A statement refused the data of a row (wrong type, broken constraint, bad text). A retry does not help. */
export class DataRejectedError extends PersistenceError {
  readonly code = 'DATA_REJECTED';

  constructor(
    /** The SQLSTATE. */
    readonly sqlState: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A transaction body swallowed the error of a statement, so that COMMIT became a rollback: a mistake in the program. */
export class TransactionAbortedError extends PersistenceError {
  readonly code = 'TRANSACTION_ABORTED';
}

/** The database holds tables that are not Cadre's. A retry does not help: another database must be named. */
export class ForeignDatabaseError extends PersistenceError {
  readonly code = 'FOREIGN_DATABASE';
}

/** The database was migrated by a newer version. A retry does not help. */
export class NewerSchemaError extends PersistenceError {
  readonly code = 'NEWER_SCHEMA';
}

/** PostgreSQL is older than what Cadre needs. A retry does not help. */
export class UnsupportedServerError extends PersistenceError {
  readonly code = 'UNSUPPORTED_SERVER';
}
