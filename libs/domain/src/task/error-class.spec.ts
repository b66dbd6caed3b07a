import { ErrorClass, isRetryable } from './error-class';

const RETRIED = ['rate_limited', 'transient', 'timeout', 'worker_lost'];

describe('isRetryable', () => {
  it.each(Object.values(ErrorClass))('judges %s as the specification does', (errorClass) => {
    expect(isRetryable(errorClass)).toBe(RETRIED.includes(errorClass));
  });
});
