import { type ClockSetting, realTime } from './real-time';

const SET: readonly ClockSetting[] = [
  { from: -Infinity, aheadMs: 0 },
  { from: 1_000, aheadMs: 600 },
  { from: 2_000, aheadMs: 500 },
];

describe('the real time of what a clock showed', () => {
  it.each([
    [900, 900, 'before it was set'],
    [1_600, 1_000, 'when it was set ahead'],
    [2_599, 1_999, 'before it was set back'],
    [2_550, 1_950, 'shown twice: the first'],
    [2_600, 2_100, 'after it was set back'],
    [1_300, 800, 'never shown: by the last setting'],
  ])('of %i is %i, %s', (shown, real) => {
    expect(realTime(shown, SET)).toBe(real);
  });

  it('is the same for a clock that nobody set', () => {
    expect(realTime(7, [])).toBe(7);
  });
});
