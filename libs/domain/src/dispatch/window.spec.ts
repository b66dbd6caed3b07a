import { windowSize } from './window';

describe('windowSize', () => {
  it.each([
    ['nothing without a live worker', 0, 500, 0],
    ['a floor for a small team', 1, 0, 8],
    ['twice the slots', 10, 0, 20],
    ['what the last second’s pace needs', 10, 5000, 500],
    ['a whole number', 1, 85, 9],
    ['a ceiling', 5000, 100_000, 2000],
  ])('is %s', (_, liveSlots, claimsPerSecond, expected) => {
    expect(windowSize({ liveSlots, claimsPerSecond })).toBe(expected);
  });
});
