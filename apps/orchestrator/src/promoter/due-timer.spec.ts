import { isDue, nextLookMs } from './due-timer';

describe('the timer of the promoter', () => {
  it.each([
    [null, false, 2000],
    [-5, true, 0],
    [0, true, 0],
    [0.3, false, 1],
    [1500, false, 1500],
    [2 ** 33, false, 2000],
  ])('with the first due in %p ms: due %p, looks again in %p ms', (dueInMs, due, lookMs) => {
    expect(isDue(dueInMs)).toBe(due);
    expect(nextLookMs(dueInMs)).toBe(lookMs);
  });
});
