import { isDue, nextLookMs } from './next-look';

describe('the next look of the scheduler', () => {
  it.each([
    [null, false, 1000],
    [-5, true, 0],
    [0, true, 0],
    [0.3, false, 1],
    [999, false, 999],
    [25 * 86_400_000, false, 1000],
    [2 ** 40, false, 1000],
  ])('with the first due in %p ms: due %p, looks again in %p ms', (dueInMs, due, lookMs) => {
    expect(isDue(dueInMs)).toBe(due);
    expect(nextLookMs(dueInMs)).toBe(lookMs);
  });
});
