import { effectiveLimits } from './effective-limits';

const STATED = { max_concurrent_tasks: 5, rate_limit: '10/minute', rate_burst: 2 };

describe('the limits in force', () => {
  it.each([
    ['those of the definition', {}, { maxConcurrent: 5, ratePerSecond: 1 / 6, rateBurst: 2 }],
    ['one set by hand', { max_concurrent_tasks: 1 }, { maxConcurrent: 1, ratePerSecond: 1 / 6, rateBurst: 2 }],
    [
      'one lifted by hand',
      { max_concurrent_tasks: null, rate_limit: null },
      { maxConcurrent: null, ratePerSecond: null, rateBurst: null },
    ],
    ['another rate', { rate_limit: '2/second' }, { maxConcurrent: 5, ratePerSecond: 2, rateBurst: 2 }],
    ['a burst of at least one', { rate_burst: 0.2 }, { maxConcurrent: 5, ratePerSecond: 1 / 6, rateBurst: 1 }],
  ])('are %s', (_what, overridden, expected) => {
    expect(effectiveLimits(STATED, overridden)).toEqual(expected);
  });
});
