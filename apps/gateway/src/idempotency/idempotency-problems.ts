import { ProblemCode } from '@cadre/contracts';
import { ProblemError } from '../http/problem.error';

/** 422: the key stands for something else already. */
export function keyReused(): ProblemError {
  return new ProblemError(
    ProblemCode.IdempotencyKeyReused,
    'This Idempotency-Key was used with another body; take a new key for a new request.',
  );
}

/** 409: the first request is still under way after we waited for it. */
export function keyInProgress(): ProblemError {
  return new ProblemError(ProblemCode.IdempotencyInProgress, 'The first request with this key is still under way.', {
    retryAfterSeconds: 1,
  });
}
