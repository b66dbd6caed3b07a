/** Every error of this library is one sentence that a person can act upon. */
export abstract class EmbeddedPostgresError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** There are no PostgreSQL binaries for this machine, or they were not installed. Set DATABASE_URL instead, or install. */
export class BinariesMissingError extends EmbeddedPostgresError {
  readonly code = 'POSTGRES_BINARIES_MISSING';
}

/** The data directory cannot be used as the present user. Another directory, or another owner, helps. */
export class DataDirectoryError extends EmbeddedPostgresError {
  readonly code = 'POSTGRES_DATA_DIRECTORY';
}

/** The server refused to start; its own words are in the message. A retry helps only after a repair. */
export class ServerStartError extends EmbeddedPostgresError {
  readonly code = 'POSTGRES_START_FAILED';
}

/** A server that another living process started uses the data directory. A retry helps once that process has ended. */
export class DataDirectoryInUseError extends EmbeddedPostgresError {
  readonly code = 'POSTGRES_DATA_DIRECTORY_IN_USE';
}
