import fc from 'fast-check';
import { DEFAULT_RETRY_POLICY } from '../retry/retry-policy';
import { type AttemptOutcome, decideOutcome, MAX_LEASES, type RunningTaskFacts } from './decide-outcome';
import { ErrorClass, isRetryable } from './error-class';
import { canMove } from './task-transitions';

const CLASSES = Object.values(ErrorClass);

function running(facts: Partial<RunningTaskFacts> = {}): RunningTaskFacts {
  return {
    status: 'running',
    leaseNo: 1,
    failuresCounted: 0,
    maxRetries: 3,
    policy: DEFAULT_RETRY_POLICY,
    cancelRequested: false,
    ...facts,
  };
}

function failed(errorClass: ErrorClass, retryAfterSeconds?: number): AttemptOutcome {
  return {
    kind: 'failed',
    errorClass,
    errorCode: 'SOME_CODE',
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

const facts: fc.Arbitrary<RunningTaskFacts> = fc.integer({ min: 0, max: 10 }).chain((maxRetries) =>
  fc.record({
    status: fc.constantFrom('claimed', 'running'),
    leaseNo: fc.integer({ min: 1, max: MAX_LEASES }),
    failuresCounted: fc.integer({ min: 0, max: maxRetries }),
    maxRetries: fc.constant(maxRetries),
    policy: fc.constant(DEFAULT_RETRY_POLICY),
    cancelRequested: fc.boolean(),
  }),
);
const outcomes: fc.Arbitrary<AttemptOutcome> = fc.oneof(
  fc.constantFrom<AttemptOutcome>(
    { kind: 'completed' },
    { kind: 'cancelled' },
    { kind: 'worker_lost' },
    { kind: 'handed_back', reason: 'shutdown' },
    { kind: 'waiting', reason: 'callback' },
  ),
  fc.tuple(fc.constantFrom(...CLASSES), fc.double()).map(([errorClass, after]) => failed(errorClass, after)),
);

describe('decideOutcome', () => {
  it('gives a move of the table for every combination', () => {
    fc.assert(
      fc.property(facts, outcomes, (task, outcome) => {
        const decision = decideOutcome(task, outcome, 0.5);
        expect(canMove(decision.event, task.status, decision.to)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('never lets counted failures pass max_retries + 1, nor leases their cap', () => {
    fc.assert(
      fc.property(facts, outcomes, (task, outcome) => {
        const decision = decideOutcome(task, outcome, 0.5);
        const goesOn = decision.to === 'retry' || decision.to === 'pending' || decision.to === 'waiting';
        if (goesOn) expect(task.leaseNo).toBeLessThan(MAX_LEASES);
        if (decision.counted) expect(task.failuresCounted + 1).toBeLessThanOrEqual(task.maxRetries + 1);
        if (decision.to === 'retry') expect(task.failuresCounted + 1).toBeLessThanOrEqual(task.maxRetries);
      }),
      { numRuns: 2000 },
    );
  });

  it('ends as cancelled whatever happens after a cancel was asked for, a valid completion aside', () => {
    fc.assert(
      fc.property(facts, outcomes, (task, outcome) => {
        const decision = decideOutcome({ ...task, cancelRequested: true }, outcome, 0.5);
        const completed = outcome.kind === 'completed' && task.status === 'running';
        expect(decision.to).toBe(completed ? 'completed' : 'cancelled');
      }),
    );
  });

  it('writes a dead letter for every failed and timeout and for nothing else', () => {
    fc.assert(
      fc.property(facts, outcomes, (task, outcome) => {
        const decision = decideOutcome(task, outcome, 0.5);
        expect('deadLetter' in decision).toBe(decision.to === 'failed' || decision.to === 'timeout');
      }),
    );
  });

  it('waits without a lease for what somebody else will say, and counts nothing', () => {
    const decision = decideOutcome(running(), { kind: 'waiting', reason: 'callback' }, 0.5);
    expect(decision).toEqual({ event: 'waiting', to: 'waiting', counted: false });
  });

  it.each(CLASSES)('tries again after %s exactly when the class is worth it', (errorClass) => {
    const decision = decideOutcome(running(), failed(errorClass), 0);
    const ends = errorClass === 'timeout' ? 'timeout' : 'failed';
    expect(decision.to).toBe(isRetryable(errorClass) ? 'retry' : ends);
  });

  it.each([
    [failed('transient'), 'failed', 'failed', 'SOME_CODE'],
    [failed('rate_limited'), 'failed', 'failed', 'SOME_CODE'],
    [failed('timeout'), 'timed_out', 'timeout', 'SOME_CODE'],
    [{ kind: 'worker_lost' }, 'failed', 'failed', 'WORKER_LOST'],
  ] as const)('ends with no attempt left: %j', (outcome, event, to, errorCode) => {
    const decision = decideOutcome(running({ failuresCounted: 3 }), outcome, 0);
    expect(decision).toMatchObject({ event, to, errorCode, counted: true, deadLetter: true });
  });

  it('waits as long as the policy says, counting this failure', () => {
    expect(decideOutcome(running({ failuresCounted: 1 }), failed('transient'), 0)).toEqual({
      event: 'retry_scheduled',
      to: 'retry',
      counted: true,
      errorClass: 'transient',
      errorCode: 'SOME_CODE',
      delayMs: 4000,
    });
  });

  it.each([
    [0.2, 1000],
    [60, 60_000],
    [-5, 1000],
    [NaN, 1000],
    [1e12, 86_400_000],
    [Infinity, 86_400_000],
  ])('waits at least as long as the other side asked (%d s), within a day', (seconds, delayMs) => {
    expect(decideOutcome(running(), failed('rate_limited', seconds), 0)).toMatchObject({ delayMs });
  });

  it('counts a lost worker', () => {
    const decision = decideOutcome(running(), { kind: 'worker_lost' }, 0);
    expect(decision).toMatchObject({ to: 'retry', counted: true, errorClass: 'worker_lost', errorCode: 'WORKER_LOST' });
  });

  it.each([{ kind: 'handed_back', reason: 'shutdown' }, { kind: 'cancelled' }] as const)(
    'takes %j back uncounted when nobody asked for a cancel',
    (outcome) => {
      expect(decideOutcome(running(), outcome, 0)).toEqual({ event: 'handed_back', to: 'pending', counted: false });
    },
  );

  it.each([
    [{ kind: 'handed_back', reason: 'shutdown' } as const, 'permanent'],
    [failed('transient'), 'transient'],
    [failed('timeout'), 'timeout'],
  ])('gives no lease beyond the hundredth: %j', (outcome, errorClass) => {
    const decision = decideOutcome(running({ leaseNo: MAX_LEASES }), outcome, 0);
    expect(decision).toMatchObject({ event: 'failed', to: 'failed', errorClass, errorCode: 'ATTEMPTS_EXHAUSTED' });
  });

  it('does not take a result from an attempt that never started', () => {
    const decision = decideOutcome(running({ status: 'claimed' }), { kind: 'completed' }, 0);
    expect(decision).toMatchObject({ to: 'retry', errorCode: 'NOT_STARTED' });
  });

  it('refuses an outcome it does not know', () => {
    const outcome = { kind: 'vanished' } as unknown as AttemptOutcome;
    expect(() => decideOutcome(running(), outcome, 0)).toThrow('Unexpected value');
  });
});
