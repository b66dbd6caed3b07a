/**
 * Thrown when a JSON Schema cannot be used: it breaks a limit, names an unknown keyword, or holds a pattern the
 * linear-time engine does not take. `pointer` says where in the schema, as far as it is known. A retry does not help.
 */
export class SchemaRejectedError extends Error {
  readonly code = 'SCHEMA_REJECTED';

  constructor(
    readonly pointer: string,
    message: string,
  ) {
    super(message);
    this.name = 'SchemaRejectedError';
  }
}
