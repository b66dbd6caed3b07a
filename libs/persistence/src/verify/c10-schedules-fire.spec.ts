import { testCalendar } from '../testing/test-calendar';
import { firesByItsRule } from './c10-schedules-fire';

const firing = (second: number, previous: number | null, missed_count = 0) => ({
  schedule_id: 's',
  fire_time: new Date(second * 1000),
  previous: previous === null ? null : new Date(previous * 1000),
  missed_count,
  cron_expression: 'every 10',
  timezone: 'UTC',
});

describe('C10: a firing by the clock', () => {
  it.each([
    ['the first', firing(20, null)],
    ['the one after another', firing(30, 20)],
    ['one that stands for two', firing(50, 20, 2)],
    ['one that stands for too many to count', firing(90_000, 20, 100)],
  ])('is sound as %s', (_, row) => {
    expect(firesByItsRule(row, testCalendar)).toEqual([]);
  });

  it.each([
    ['no instant of its rule', firing(25, null), 'is no instant'],
    ['after a hole', firing(50, 20), 'accounts for 0 missed of 2 or more'],
    ['that claims more than it stands for', firing(30, 20, 1), 'accounts for 1 missed of 0'],
  ])('is not, %s', (_, row, problem) => {
    expect(firesByItsRule(row, testCalendar)).toEqual([expect.stringContaining(problem)]);
  });
});
