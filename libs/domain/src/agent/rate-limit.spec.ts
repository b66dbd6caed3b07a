import fc from 'fast-check';
import { formatRateLimit, parseRateLimit, ratePerSecond } from './rate-limit';

describe('parseRateLimit', () => {
  it.each([
    ['10/minute', { count: 10, perSeconds: 60 }],
    ['1/second', { count: 1, perSeconds: 1 }],
    [' 5 / hour ', { count: 5, perSeconds: 3600 }],
    ['100/day', { count: 100, perSeconds: 86_400 }],
  ])('reads %j', (text, limit) => {
    expect(parseRateLimit(text)).toEqual(limit);
  });

  it.each([
    '',
    '10',
    '10/',
    '/minute',
    '0/minute',
    '-1/minute',
    '1.5/minute',
    '10/week',
    '10/minutes',
    '9999999999/day',
  ])('does not take %j for a rate limit', (text) => {
    expect(parseRateLimit(text)).toBeUndefined();
  });
});

describe('formatRateLimit', () => {
  it('writes what was read so that it reads the same', () => {
    const units = fc.constantFrom('second', 'minute', 'hour', 'day');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), units, (count, unit) => {
        const perSecond = ratePerSecond(parseRateLimit(`${count}/${unit}`) ?? { count: NaN, perSeconds: NaN });
        const again = parseRateLimit(formatRateLimit(perSecond) ?? '') ?? { count: NaN, perSeconds: NaN };
        expect(ratePerSecond(again)).toBeCloseTo(perSecond, 9);
      }),
    );
  });

  it('prefers the shortest unit and gives up on what no unit can say', () => {
    expect(formatRateLimit(2)).toBe('2/second');
    expect(formatRateLimit(0.5)).toBe('30/minute');
    expect(formatRateLimit(Math.PI * 1e-7)).toBeUndefined();
    expect(formatRateLimit(0)).toBeUndefined();
  });
});
