import fc from 'fast-check';
import { effectiveTimeLimits } from './time-limits';

describe('effectiveTimeLimits', () => {
  it.each([
    ['an agent that states none', {}, undefined, 3600, 3300],
    ['an agent that states null', { timeout_seconds: null, soft_timeout_seconds: null }, undefined, 3600, 3300],
    ['an agent with its own', { timeout_seconds: 60, soft_timeout_seconds: 50 }, undefined, 60, 50],
    ['an agent with a hard limit only', { timeout_seconds: 600 }, undefined, 600, 550],
    ['a soft limit beyond the hard one', { timeout_seconds: 60, soft_timeout_seconds: 90 }, undefined, 60, 60],
    ['a task that asks for less', {}, 360, 360, 330],
    ['a task that asks for more', { timeout_seconds: 60, soft_timeout_seconds: 50 }, 120, 60, 50],
    ['a task that asks for a second', {}, 1, 1, 1],
    ['a task that asks for nothing', {}, 0, 1, 1],
    ['a task that asks for a fraction', {}, 12.9, 12, 11],
  ])('gives %s its limits', (_, agent, requested, timeoutSeconds, softTimeoutSeconds) => {
    expect(effectiveTimeLimits(agent, requested)).toEqual({ timeoutSeconds, softTimeoutSeconds });
  });

  it('never gives more than the agent allows, and warns no later than it ends', () => {
    const seconds = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(seconds, seconds, fc.option(seconds, { nil: undefined }), (hard, soft, requested) => {
        const limits = effectiveTimeLimits({ timeout_seconds: hard, soft_timeout_seconds: soft }, requested);
        expect(limits.timeoutSeconds).toBeLessThanOrEqual(Math.min(hard, requested ?? hard));
        expect(limits.softTimeoutSeconds).toBeLessThanOrEqual(Math.min(soft, limits.timeoutSeconds));
        expect(limits.softTimeoutSeconds).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
