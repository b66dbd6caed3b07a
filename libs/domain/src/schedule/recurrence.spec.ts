import * as fc from 'fast-check';
import { lastInstants, type Recurrence, upcomingInstants } from './recurrence';
import { every, instantsAt } from '../testing/recurrences';

const DAY = 86_400_000;

describe('the next instants', () => {
  it('come in order, as many as were asked for', () => {
    expect(upcomingInstants(every(1000), 500, 3)).toEqual([1000, 2000, 3000]);
  });

  it('end when the rule ends', () => {
    expect(upcomingInstants(instantsAt(10_000, 20_000), 10_000, 5)).toEqual([20_000]);
  });
});

/** Every second of the first hour of each day. */
const BURSTS: Recurrence = {
  nextAfter: (ms) => {
    const next = every(1000).nextAfter(ms) ?? 0;
    return next % DAY < 3_600_000 ? next : (Math.floor(next / DAY) + 1) * DAY;
  },
};
/** Every second of the first day, then once a day. */
const ONE_BURST: Recurrence = {
  nextAfter: (ms) => (ms < DAY ? every(1000).nextAfter(ms) : every(DAY).nextAfter(ms)),
};

describe('the last instants', () => {
  it.each([
    ['every second for a month', every(1000), 1000, 30 * DAY],
    ['bursts', BURSTS, 0, 30 * DAY + DAY / 2],
    ['one burst, long ago', ONE_BURST, 0, 30 * DAY],
  ])('are found among many without walking over them: %s', (_, recurrence, first, until) => {
    let asked = 0;
    const counting = { nextAfter: (ms: number) => recurrence.nextAfter((asked++, ms)) };
    const found = lastInstants(counting, first, until, 100);
    expect(found).toHaveLength(100);
    expect(asked).toBeLessThan(10_000);
    const followers = found.slice(0, -1).map((instant) => recurrence.nextAfter(instant));
    expect(followers).toEqual(found.slice(1));
    expect(recurrence.nextAfter(found.at(-1) ?? 0)).toBeGreaterThan(until);
  });

  it('are what a walk would find', () => {
    const seconds = fc.uniqueArray(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(seconds, fc.nat(6_000_000), fc.integer({ min: 1, max: 5 }), (given, extraMs, count) => {
        const instants = given.map((second) => second * 1000).sort((a, b) => a - b);
        const first = instants[0] ?? 0;
        const until = first + extraMs;
        const walked = instants.filter((instant) => instant <= until).slice(-count);
        expect(lastInstants(instantsAt(...instants), first, until, count)).toEqual(walked);
      }),
    );
  });
});
