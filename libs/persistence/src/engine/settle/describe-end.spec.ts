import type { AttemptOutcome, OutcomeDecision } from '@cadre/domain';
import { addUsage, attemptEnd } from './describe-end';

const CANCELLED: OutcomeDecision = { event: 'cancelled', to: 'cancelled', counted: false };
const HANDED_BACK: OutcomeDecision = { event: 'handed_back', to: 'pending', counted: false };
const COMPLETED: OutcomeDecision = { event: 'completed', to: 'completed', counted: false };
const FAILED: OutcomeDecision = {
  event: 'failed',
  to: 'failed',
  counted: true,
  deadLetter: true,
  errorClass: 'timeout',
  errorCode: 'E',
};
const timeout: AttemptOutcome = { kind: 'failed', errorClass: 'timeout', errorCode: 'E' };
const failure: AttemptOutcome = { kind: 'failed', errorClass: 'transient', errorCode: 'E' };

describe('an attempt in the history', () => {
  it.each<[AttemptOutcome, OutcomeDecision, string]>([
    [{ kind: 'completed' }, COMPLETED, 'completed'],
    [{ kind: 'completed' }, FAILED, 'failed'],
    [timeout, FAILED, 'timeout'],
    [failure, FAILED, 'failed'],
    [failure, CANCELLED, 'cancelled'],
    [{ kind: 'cancelled' }, CANCELLED, 'cancelled'],
    [{ kind: 'cancelled' }, HANDED_BACK, 'handed_back'],
    [{ kind: 'handed_back', reason: 'shutdown' }, HANDED_BACK, 'handed_back'],
    [{ kind: 'worker_lost' }, CANCELLED, 'worker_lost'],
    [{ kind: 'worker_lost' }, FAILED, 'worker_lost'],
  ])('%j decided as %j is %s', (outcome, decision, end) => {
    expect(attemptEnd(outcome, decision)).toBe(end);
  });
});

describe('the usage of a task', () => {
  it('sums up over its attempts', () => {
    expect(addUsage(null, null)).toBeNull();
    expect(addUsage({ input_tokens: 2 }, null)).toBeNull();
    expect(addUsage(null, { input_tokens: 2 })).toEqual({ input_tokens: 2 });
    const before = { input_tokens: 2, cost_micro_usd: 1 };
    expect(addUsage(before, { input_tokens: 3, output_tokens: 4, cost_micro_usd: 6 })).toEqual({
      input_tokens: 5,
      output_tokens: 4,
      cost_micro_usd: 7,
    });
  });

  it('has no cost once a part of it is unknown', () => {
    const unpriced = { input_tokens: 3 };
    expect(addUsage({ input_tokens: 2, cost_micro_usd: 1 }, unpriced)).toEqual({ input_tokens: 5 });
    expect(addUsage(unpriced, { input_tokens: 2, cost_micro_usd: 1 })).toEqual({ input_tokens: 5 });
  });
});
