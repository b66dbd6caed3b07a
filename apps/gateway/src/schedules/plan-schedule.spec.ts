import { CronCalendar } from '@cadre/cron';
import { isRefused, planTiming, type Timing } from './plan-schedule';

const NOW = new Date('2026-03-01T12:00:00Z');
const DAILY: Timing = {
  scheduleId: '01890000-0000-7000-8000-000000000001',
  ...{ schedule_type: 'recurring', execute_at: null, cron_expression: '0 9 * * *', timezone: 'Asia/Seoul' },
  jitter_seconds: 0,
};
const ONCE: Timing = { ...DAILY, schedule_type: 'one_time', cron_expression: null };
const plan = (timing: Timing) => planTiming(timing, new CronCalendar(), NOW);

describe('when a schedule fires next', () => {
  it('is the next instant of its rule, put off by its jitter', () => {
    expect(plan(DAILY)).toEqual({
      next_fire_time: new Date('2026-03-02T00:00:00Z'),
      next_execution: new Date('2026-03-02T00:00:00Z'),
    });
    const jittered = plan({ ...DAILY, jitter_seconds: 600 });
    if (isRefused(jittered)) throw new TypeError('refused');
    const offMs = (jittered.next_execution?.getTime() ?? 0) - (jittered.next_fire_time?.getTime() ?? 0);
    expect(offMs).toBeGreaterThan(0);
    expect(offMs).toBeLessThan(600_000);
  });

  it('is its one time', () => {
    const at = new Date('2026-03-01T12:00:01Z');
    expect(plan({ ...ONCE, execute_at: at })).toEqual({ next_fire_time: at, next_execution: at });
  });

  it.each([
    ['no expression', { ...DAILY, cron_expression: 'often' }, '/cron_expression'],
    ['a day that never comes', { ...DAILY, cron_expression: '0 0 31 2 *' }, '/cron_expression'],
    ['no zone', { ...DAILY, timezone: 'Asia/Atlantis' }, '/timezone'],
    [
      'more jitter than there is time',
      { ...DAILY, cron_expression: '*/5 * * * *', jitter_seconds: 300 },
      '/jitter_seconds',
    ],
    ['a time that has passed', { ...ONCE, execute_at: NOW }, '/execute_at'],
    ['a time too far away', { ...ONCE, execute_at: new Date('2099-01-01T00:00:00Z') }, '/execute_at'],
  ])('is refused for %s', (_, timing, path) => {
    expect(plan(timing)).toEqual([{ path, message: expect.any(String) }]);
  });
});
