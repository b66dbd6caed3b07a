import { ClaimAheadRule } from './claim-ahead-rule';

describe('claiming more than there are slots for', () => {
  const after = (...durations: number[]): ClaimAheadRule => {
    const rule = new ClaimAheadRule();
    durations.forEach((duration) => rule.attemptTook(duration));
    return rule;
  };
  const fast = (count: number): number[] => Array.from({ length: count }, () => 49);

  it.each([
    ['at the start', [], 0, false],
    ['after 19 fast attempts', fast(19), 0, false],
    ['after 20 fast attempts', fast(20), 0, true],
    ['after a slow one among them', [...fast(10), 50, ...fast(19)], 0, false],
    ['once the slow one is long ago', [50, ...fast(20)], 0, true],
    ['while a running one takes long', fast(20), 50, false],
  ])('%s: %p', (_, durations, oldest, permitted) => {
    expect(after(...durations).permits(oldest)).toBe(permitted);
  });
});
