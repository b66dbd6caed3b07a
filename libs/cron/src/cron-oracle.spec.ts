import { CronCalendar } from './cron-calendar';
import { changesOf, instantsOf, type Walk, walkZone } from './testing/wall-walk';

/*
 * Against an independent computation. Here: every zone around every change of clocks of a year, and a
 * few famous ones. `CRON_ORACLE=whole`: ten whole years (some minutes). Of expressions that fire all the time, which would
 * take hours, the firings around every change and every 61st of the others: those of all hours and minutes of a day.
 */

const WHOLE = process.env['CRON_ORACLE'] === 'whole';
const DAY = 86_400_000;
const STRIDE = 61;

const ZONES = [
  ...['UTC', 'Europe/Berlin', 'Europe/London', 'Europe/Dublin', 'Europe/Istanbul', 'Europe/Moscow'],
  ...['America/New_York', 'America/Los_Angeles', 'America/St_Johns', 'America/Santiago', 'America/Sao_Paulo'],
  ...['America/Havana', 'Africa/Cairo', 'Africa/Casablanca', 'Asia/Seoul', 'Asia/Kathmandu', 'Asia/Gaza'],
  ...['Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Chatham'],
];
const SPARSE = [
  ...['@daily', '@weekly', '@monthly', '@yearly', '@hourly', '0 0 * * *', '30 0 * * *', '59 23 * * *', '15 1 * * *'],
  ...['0 2 * * *', '15 2 * * *', '30 2 * * *', '45 2 * * *', '0 3 * * *', '30 1 * * *', '45 1 * * *', '0 1 * * *'],
  ...['5 0 1 * *', '0 12 L * *', '0 9 * * MON-FRI', '0 9 * * 1-5', '0 0 * * SUN', '0 0 * * 7', '30 2 * * SUN'],
  ...['0 2 1-7 3 *', '30 2 * MAR,OCT SUN', '0 0 1,15 * *', '0 0 13 * FRI', '0 0 29 2 *', '0 0 31 * *', '0 4 * */2 *'],
  ...['0 */6 * * *', '0 */2 * * *', '30 1-3 * * *', '0,30 0-3 * * *', '0 8-18/2 * * MON-FRI', '20 4 * JAN-MAR *'],
  ...['30 30 2 * * *', '15,45 0 2 * * *', '0 0 3 * * SAT,SUN', '10 20 0 * * *', '0 59 1 * * *'],
];
const DENSE = [
  ...['* * * * *', '*/5 * * * *', '*/7 * * * *', '0,15,30,45 * * * *', '*/10 0-4 * * *', '10-50/20 * * * *'],
  ...['*/30 * * * * *', '5 */15 * * * *'],
];

const calendar = new CronCalendar();

function answers(zone: string, expression: string, { fromMs, untilMs }: Walk): number[] {
  const recurrence = calendar.recurrence({ cron_expression: expression, timezone: zone });
  const instants: number[] = [];
  let next = recurrence.nextAfter(fromMs - 1);
  while (next !== null && next < untilMs) {
    instants.push(next);
    next = recurrence.nextAfter(next);
  }
  return instants;
}

function differences(zone: string, expressions: readonly string[], walk: Walk): string[] {
  return expressions.flatMap((expression) => {
    const expected = new Set(instantsOf(expression, walk));
    const given = new Set(answers(zone, expression, walk));
    const wrong = [...given].filter((at) => !expected.has(at)).concat([...expected].filter((at) => !given.has(at)));
    return wrong.map((at) => `${zone} ${expression}: ${new Date(at).toISOString()}`);
  });
}

/** As `differences`, asking for what follows upon some of the instants only. */
function differencesHereAndThere(zone: string, expressions: readonly string[], walk: Walk): string[] {
  return expressions.flatMap((expression) => {
    const recurrence = calendar.recurrence({ cron_expression: expression, timezone: zone });
    const expected = instantsOf(expression, walk);
    const wrong = expected.filter((next, place) => {
      const last = expected[place - 1];
      return place % STRIDE === 1 && last !== undefined && recurrence.nextAfter(last) !== next;
    });
    return wrong.map((at) => `${zone} ${expression}: ${new Date(at).toISOString()}`);
  });
}

/** So many days before and after each change of clocks. */
function walksAround(zone: string, fromMs: number, untilMs: number, days: number): Walk[] {
  const changes = changesOf(walkZone(zone, fromMs, untilMs));
  return changes.map((at) => walkZone(zone, at - days * DAY, at + days * DAY));
}

const year = (number: number) => Date.UTC(number, 0, 1);

it('looks at fifty expressions in twenty zones', () => {
  expect(new Set([...SPARSE, ...DENSE]).size).toBe(50);
  expect(new Set(ZONES).size).toBe(20);
});

(WHOLE ? describe.skip : describe)('around changes of clocks', () => {
  it.each(ZONES)('%s: every expression fires when the clocks on the wall say so', (zone) => {
    const walks = [...walksAround(zone, year(2025), year(2026), 1), walkZone(zone, year(2025), year(2025) + 2 * DAY)];
    expect(walks.flatMap((walk) => differences(zone, SPARSE, walk))).toEqual([]);
  });

  it.each([
    ['Pacific/Apia', '2011-12-30', 'a day that never was'],
    ['America/Sao_Paulo', '2018-11-04', 'a midnight that never was'],
    ['Africa/Cairo', '2023-04-28', 'clocks that change again after years'],
    ['Asia/Pyongyang', '2018-05-04', 'half an hour at half past eleven'],
    ['Australia/Lord_Howe', '2025-04-05', 'half an hour twice'],
  ])('%s on %s: %s', (zone, day) => {
    const walk = walkZone(zone, Date.parse(day) - DAY, Date.parse(day) + DAY);
    expect(differences(zone, [...SPARSE, ...DENSE], walk)).toEqual([]);
  });
});

(WHOLE ? describe : describe.skip)('ten whole years', () => {
  it.each(ZONES)(
    '%s',
    (zone) => {
      const whole = walkZone(zone, year(2016), year(2026));
      const around = walksAround(zone, year(2016), year(2026), 2).flatMap((walk) => differences(zone, DENSE, walk));
      const between = differencesHereAndThere(zone, DENSE, whole);
      expect([...differences(zone, SPARSE, whole), ...around, ...between]).toEqual([]);
    },
    600_000,
  );
});
