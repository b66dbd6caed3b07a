import { backoffMs } from './backoff';

describe('backoffMs', () => {
  it('begins short, doubles, and ends at 5 s', () => {
    expect([0, 1, 2, 20, 2_000].map((attempts) => backoffMs(attempts, 1))).toEqual([50, 100, 200, 5_000, 5_000]);
  });

  it('spreads over half its length', () => {
    expect([backoffMs(3, 0), backoffMs(3, 1)]).toEqual([200, 400]);
  });
});
