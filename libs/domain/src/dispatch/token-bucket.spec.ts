import fc from 'fast-check';
import { millisecondsUntil, refill, take, type TokenBucket, wholeTokens } from './token-bucket';

function bucket(changes: Partial<TokenBucket> = {}): TokenBucket {
  return { tokens: 0, ratePerSecond: 2, burst: 5, refilledAtMs: 1000, ...changes };
}

describe('refill', () => {
  it('adds what the time brought, up to the burst', () => {
    expect(refill(bucket(), 2000)).toEqual(bucket({ tokens: 2, refilledAtMs: 2000 }));
    expect(refill(bucket(), 1_000_000).tokens).toBe(5);
  });

  it('neither gains nor loses when the clock goes back', () => {
    expect(refill(bucket({ tokens: 3 }), 0)).toEqual(bucket({ tokens: 3 }));
  });

  it('leaves one start, and its time, to a clock that was set back', () => {
    const empty = bucket({ tokens: 0, refilledAtMs: 3_600_000 });
    expect(refill(empty, 1_000)).toMatchObject({ tokens: 1, refilledAtMs: 1_000 });
    expect(take(refill(empty, 1_000), 5)).toMatchObject({ taken: 1, bucket: { tokens: 0, refilledAtMs: 1_000 } });
    expect(refill(bucket({ tokens: 3, refilledAtMs: 3_600_000 }), 1_000).tokens).toBe(3);
  });

  it('loses what a lowered burst no longer holds', () => {
    expect(refill(bucket({ tokens: 9 }), 1000).tokens).toBe(5);
  });
});

describe('take', () => {
  it.each([
    [3.5, 2, 2],
    [3.5, 10, 3],
    [0.9, 1, 0],
    [-2, 1, 0],
    [3, -1, 0],
  ])('of %d tokens gives, when asked for %d, %d', (tokens, n, taken) => {
    const result = take(bucket({ tokens }), n);
    expect(result).toEqual({ taken, bucket: bucket({ tokens: tokens - taken }) });
  });
});

describe('a bucket over time', () => {
  it('never lets more start in any span than burst + rate × time', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 10 })));
    const rates = fc.double({ min: 0.01, max: 50, noNaN: true });
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 20 }), steps, (ratePerSecond, burst, spans) => {
        let now = 0;
        let state = bucket({ tokens: burst, burst, ratePerSecond, refilledAtMs: 0 });
        const starts = spans.map(([span, wanted]) => {
          now += span;
          const { taken, bucket: left } = take(refill(state, now), wanted);
          state = left;
          return { at: now, taken };
        });
        for (const from of starts) {
          const span = starts.filter(({ at }) => at >= from.at);
          let sum = 0;
          for (const { at, taken } of span) {
            sum += taken;
            expect(sum).toBeLessThanOrEqual(burst + (ratePerSecond * (at - from.at)) / 1000 + 1e-6);
          }
        }
      }),
    );
  });
});

describe('millisecondsUntil', () => {
  it('is exactly when the token is there', () => {
    const numbers = fc.double({ min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(numbers, fc.double({ min: 0.1, max: 100, noNaN: true }), (tokens, ratePerSecond) => {
        const state = bucket({ tokens, ratePerSecond });
        const wait = millisecondsUntil(state, 5);
        expect(wholeTokens(refill(state, 1000 + wait))).toBeGreaterThanOrEqual(5);
        if (wait > 1) expect(wholeTokens(refill(state, 1000 + wait - 2))).toBeLessThan(5);
      }),
    );
  });

  it('is never for more than the bucket holds, or with a rate of nothing', () => {
    expect(millisecondsUntil(bucket(), 6)).toBe(Infinity);
    expect(millisecondsUntil(bucket({ ratePerSecond: 0 }), 1)).toBe(Infinity);
    expect(millisecondsUntil(bucket({ tokens: 1, ratePerSecond: 0 }), 1)).toBe(0);
  });
});
