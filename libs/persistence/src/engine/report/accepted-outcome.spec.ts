import { acceptOutcome, MAX_ERROR_BYTES, MAX_RESULT_BYTES } from './accepted-outcome';

describe('what a report comes to', () => {
  it('is a completion with its result up to the limit, and a failure beyond', () => {
    const result = Buffer.alloc(MAX_RESULT_BYTES, 'x');
    const accepted = acceptOutcome({ kind: 'completed', result, hash: 'h' });
    expect(accepted.outcome).toEqual({ kind: 'completed' });
    expect(accepted.result).toBe(result);
    const large = Buffer.alloc(MAX_RESULT_BYTES + 1, 'x');
    expect(acceptOutcome({ kind: 'completed', result: large, hash: 'h' })).toMatchObject({
      outcome: { kind: 'failed', errorClass: 'invalid_output', errorCode: 'RESULT_TOO_LARGE' },
      result: null,
    });
  });

  it('is a failure with storable text, cut between characters', () => {
    const message = `\0${'ä'.repeat(MAX_ERROR_BYTES)}\uD800`;
    const error = { errorClass: 'transient', errorCode: 'E\0X', message, stack: 'at x', retryAfterSeconds: 2 } as const;
    const accepted = acceptOutcome({ kind: 'failed', ...error });
    expect(accepted.outcome).toEqual({
      kind: 'failed',
      errorClass: 'transient',
      errorCode: 'EX',
      retryAfterSeconds: 2,
    });
    expect(accepted.error?.message).toBe('ä'.repeat(MAX_ERROR_BYTES / 2));
    const odd = acceptOutcome({ kind: 'failed', ...error, message: `x${'ä'.repeat(MAX_ERROR_BYTES)}` });
    expect(odd.error?.message).toBe(`x${'ä'.repeat(MAX_ERROR_BYTES / 2 - 1)}`);
    expect(accepted.stack).toBe('at x');
  });

  it('is what the worker says otherwise', () => {
    expect(acceptOutcome({ kind: 'cancelled' }).outcome).toEqual({ kind: 'cancelled' });
    const handedBack = acceptOutcome({ kind: 'handed_back', reason: 'shut\0down' });
    expect(handedBack.outcome).toEqual({ kind: 'handed_back', reason: 'shutdown' });
  });
});
