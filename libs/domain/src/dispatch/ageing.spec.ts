import { effectivePriority } from './ageing';

describe('effectivePriority', () => {
  it.each([
    ['nothing without ageing', 7, 1e9, undefined, 7],
    ['nothing before its time', 7, 59_999, { afterMs: 60_000 }, 7],
    ['low to normal', 7, 60_000, { afterMs: 60_000 }, 5],
    ['low to high after twice the time', 7, 120_000, { afterMs: 60_000 }, 3],
    ['nothing to critical, ever', 7, Infinity, { afterMs: 60_000 }, 3],
    ['high not at all', 3, 1e9, { afterMs: 60_000 }, 3],
    ['critical not at all', 1, 1e9, { afterMs: 60_000 }, 1],
    ['nothing for a clock that went back', 7, -60_000, { afterMs: 60_000 }, 7],
    ['nothing when switched off by a zero', 7, 1e9, { afterMs: 0 }, 7],
  ])('raises %s', (_, priority, waited, ageing, expected) => {
    expect(effectivePriority(priority, waited, ageing)).toBe(expected);
  });
});
