/** Thrown when a value outside its type reaches a switch: a bug or a newer peer. A retry does not help. */
export class UnexpectedValueError extends Error {
  readonly code = 'UNEXPECTED_VALUE';

  constructor(value: unknown) {
    super(`Unexpected value: ${JSON.stringify(value)}`);
    this.name = 'UnexpectedValueError';
  }
}

/** Ends every switch over a union: a case that is missing does not compile. */
export function assertNever(value: never): never {
  throw new UnexpectedValueError(value);
}
