import { CronCalendar } from './cron-calendar';

const calendar = new CronCalendar();

function after(cron_expression: string, timezone: string, start: string, count = 1): string[] {
  const recurrence = calendar.recurrence({ cron_expression, timezone });
  const instants: string[] = [];
  let at: number | null = Date.parse(start);
  for (let n = 0; n < count && at !== null; n += 1) {
    at = recurrence.nextAfter(at);
    if (at !== null) instants.push(new Date(at).toISOString());
  }
  return instants;
}

describe('a cron expression', () => {
  it.each([
    ['0 2 * * *', '2026-01-02T02:00:00.000Z'],
    ['30 0 2 * * *', '2026-01-02T02:00:30.000Z'],
    ['@daily', '2026-01-02T00:00:00.000Z'],
    ['@midnight', '2026-01-02T00:00:00.000Z'],
    ['@hourly', '2026-01-01T13:00:00.000Z'],
    ['@weekly', '2026-01-04T00:00:00.000Z'],
    ['@monthly', '2026-02-01T00:00:00.000Z'],
    ['@YEARLY', '2027-01-01T00:00:00.000Z'],
    ['0 9 * JAN-MAR mon', '2026-01-05T09:00:00.000Z'],
    ['0 0 * * 7', '2026-01-04T00:00:00.000Z'],
    ['0 0 13 * FRI', '2026-01-02T00:00:00.000Z'],
    ['0 0 L * *', '2026-01-31T00:00:00.000Z'],
    ['0 0 * * TUE#2', '2026-01-13T00:00:00.000Z'],
    ['0 0 29 2 *', '2028-02-29T00:00:00.000Z'],
    [' 0   0 * * * ', '2026-01-02T00:00:00.000Z'],
  ])('%s fires next at %s', (expression, expected) => {
    expect(after(expression, 'UTC', '2026-01-01T12:30:15.250Z')).toEqual([expected]);
  });

  it.each([
    ['', 'must have 5 or 6 fields'],
    ['* * * *', 'must have 5 or 6 fields'],
    ['* * * * * * *', 'must have 5 or 6 fields'],
    ['2026-05-01T00:00:00', 'must have 5 or 6 fields'],
    ['@reboot', 'must be one of @yearly'],
    ['@every 5m', 'must be one of @yearly'],
    ['60 * * * *', 'Invalid value for minute: 60'],
    ['* 24 * * *', 'Invalid value for hour: 24'],
    ['*/0 * * * *', 'illegal stepping'],
    ['a b c d e', 'illegal characters'],
    ['0 0 31 2 *', 'names no day'],
    ['0 0 31 4,6,9,11 *', 'names no day'],
    ['* * 30 2 *', 'names no day'],
    [`${'1,'.repeat(200)}1 * * * *`, 'at most 200 characters'],
    ['\0 * * * *', 'illegal characters'],
  ])('%j is refused: %s', (expression, reason) => {
    expect(() => calendar.recurrence({ cron_expression: expression, timezone: 'UTC' })).toThrow(reason);
  });

  it.each([
    '59 59 23 29 2 MON#5',
    '0 0 29 2 +MON',
    `${'0-59,'.repeat(32)}0-59 * * * *`,
    '* * * * * *',
    '0 0 31W 2,4,6 *',
    '9'.repeat(150) + ' * * * *',
    '*/1/1/1/1 * * * *',
    '0 0 1-31/31 2 5L',
  ])('%j is answered or refused at once', (expression) => {
    const started = performance.now();
    try {
      after(expression, 'Europe/Berlin', '2026-01-01T00:00:00Z', 3);
    } catch (error) {
      expect(error).toMatchObject({ code: 'INVALID_CRON' });
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('a change of clocks', () => {
  it('runs a time that does not exist when the clocks jump over it', () => {
    expect(after('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z', // 03:00, the first valid instant
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  it('runs several that fall on the jump once', () => {
    expect(after('*/15 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', 2)).toEqual([
      '2026-03-08T07:00:00.000Z',
      '2026-03-09T06:00:00.000Z',
    ]);
  });

  it('runs a time that occurs twice the first time only', () => {
    expect(after('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', 2)).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
  });

  it('is none in the second showing of an hour', () => {
    expect(after('* * * * * *', 'Europe/Berlin', '2026-10-25T01:00:00Z')).toEqual(['2026-10-25T02:00:00.000Z']);
  });

  it('may be of half an hour, or of a whole day', () => {
    expect(after('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z')).toEqual(['2026-10-03T15:30:00.000Z']);
    expect(after('0 12 30 12 *', 'Pacific/Apia', '2011-12-01T00:00:00Z')).toEqual(['2011-12-30T10:00:00.000Z']);
  });
});

describe('a time zone', () => {
  it.each(['Europe/Berlin', 'europe/berlin', 'UTC', 'Asia/Calcutta', 'Etc/GMT+5', 'EST5EDT', 'America/Port-au-Prince'])(
    '%s is one',
    (timezone) => {
      expect(() => calendar.zone(timezone)).not.toThrow();
    },
  );

  it.each(['', 'Mars/Olympus', '+05:30', 'GMT+1', '../etc/passwd', 'Europe/Berlin\0', 'x'.repeat(100)])(
    '%j is none',
    (timezone) => {
      expect(() => calendar.recurrence({ cron_expression: '@daily', timezone })).toThrow('IANA time zone');
    },
  );
});

it('keeps what it has parsed, within bounds', () => {
  const rule = { cron_expression: '0 0 * * *', timezone: 'UTC' };
  const first = calendar.recurrence(rule);
  expect(calendar.recurrence({ ...rule })).toBe(first);
  for (let n = 0; n < 2_000; n += 1) {
    calendar.recurrence({
      cron_expression: `${n % 60} ${Math.floor(n / 60) % 24} ${1 + (n % 28)} * *`,
      timezone: 'UTC',
    });
  }
  expect(calendar.recurrence(rule)).not.toBe(first);
});
