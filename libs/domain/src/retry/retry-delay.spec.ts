import fc from 'fast-check';
import { retryDelayMs } from './retry-delay';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry-policy';

const policies: fc.Arbitrary<RetryPolicy> = fc.record({
  max_retries: fc.integer({ min: 0, max: 100 }),
  strategy: fc.constantFrom('exponential', 'linear', 'fixed'),
  delay_seconds: fc.double({ min: 0, max: 10_000, noNaN: true }),
  factor: fc.double({ min: 0.1, max: 100, noNaN: true }),
  max_delay_seconds: fc.double({ min: 0, max: 100_000, noNaN: true }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const failures = fc.integer({ min: 1, max: 1000 });
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('retryDelayMs', () => {
  it.each([
    [1, 1000],
    [2, 4000],
    [3, 16_000],
    [20, 3_600_000],
    [1000, 3_600_000],
  ])('waits as the default policy says after failure %d', (failure, expected) => {
    expect(retryDelayMs(DEFAULT_RETRY_POLICY, failure, 0.3)).toBe(expected);
  });

  it.each([
    ['fixed', [2000, 2000, 2000]],
    ['linear', [2000, 4000, 6000]],
    ['exponential', [2000, 6000, 18_000]],
  ] as const)('grows %s delays', (strategy, expected) => {
    const policy = { ...DEFAULT_RETRY_POLICY, strategy, delay_seconds: 2, factor: 3 };
    expect([1, 2, 3].map((failure) => retryDelayMs(policy, failure, 0))).toEqual(expected);
  });

  it('is a whole number of milliseconds, never negative and never over the cap', () => {
    fc.assert(
      fc.property(policies, failures, randoms, (policy, failure, random) => {
        const delay = retryDelayMs(policy, failure, random);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.round(policy.max_delay_seconds * 1000));
      }),
    );
  });

  it('never shrinks from one failure to the next', () => {
    fc.assert(
      fc.property(policies, failures, randoms, (policy, failure, random) => {
        expect(retryDelayMs(policy, failure + 1, random)).toBeGreaterThanOrEqual(retryDelayMs(policy, failure, random));
      }),
    );
  });

  it('lets jitter take no more than its share, and nothing without it', () => {
    fc.assert(
      fc.property(policies, failures, randoms, (policy, failure, random) => {
        const full = retryDelayMs({ ...policy, jitter: 0 }, failure, random);
        const delay = retryDelayMs(policy, failure, random);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(full * (1 - policy.jitter)) - 1);
        expect(delay).toBeLessThanOrEqual(full);
      }),
    );
  });

  it('spreads delays over the jitter’s share', () => {
    const policy = { ...DEFAULT_RETRY_POLICY, delay_seconds: 10, jitter: 0.5 };
    expect([0, 0.5, 0.999999].map((random) => retryDelayMs(policy, 1, random))).toEqual([5000, 7500, 10_000]);
  });

  it('refuses a strategy it does not know', () => {
    const policy = { ...DEFAULT_RETRY_POLICY, strategy: 'hopeful' } as unknown as RetryPolicy;
    expect(() => retryDelayMs(policy, 1, 0)).toThrow('Unexpected value: "hopeful"');
  });
});
