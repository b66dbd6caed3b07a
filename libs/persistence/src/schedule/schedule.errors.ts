import { PersistenceError } from '../database/errors';

/** A task without a dedupe key was not accepted: a bug. A retry does not help. */
export class UnexpectedOutcomeError extends PersistenceError {
  readonly code = 'UNEXPECTED_OUTCOME';
}
