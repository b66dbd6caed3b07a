import { BusError } from '../errors';

/** The program's handlers and its queues do not match. Thrown at start; a retry does not help. */
export class HandlerMismatchError extends BusError {
  readonly code = 'BUS_HANDLER_MISMATCH';
}

/** A handler answered with something that is no list of verdicts: a mistake in the program. */
export class InvalidVerdictError extends BusError {
  readonly code = 'BUS_INVALID_VERDICT';
}
