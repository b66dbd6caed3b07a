import * as fc from 'fast-check';
import { jitterMs } from './jitter';

describe('the jitter of a firing', () => {
  it('is the same whenever it is asked for, and below its bound', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 3600 }), (id, at, max) => {
        const jitter = jitterMs(id, at, max);
        expect(jitterMs(id, at, max)).toBe(jitter);
        expect(jitter).toBeGreaterThanOrEqual(0);
        expect(jitter).toBeLessThan(max * 1000);
      }),
    );
  });

  it('is none when none was asked for', () => {
    expect(jitterMs('a', 1, 0)).toBe(0);
  });

  it.each([
    ['the schedules of one instant', (n: number) => jitterMs(`schedule-${n}`, 1_700_000_000_000, 60)],
    ['the instants of one schedule', (n: number) => jitterMs('schedule', 1_700_000_000_000 + n * 60_000, 60)],
  ])('spreads %s evenly', (_, at) => {
    const tenths = new Array<number>(10).fill(0);
    for (let n = 0; n < 10_000; n += 1) tenths[Math.floor(at(n) / 6000)]! += 1;
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
