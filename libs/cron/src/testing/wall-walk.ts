/*
 * What a cron expression in a time zone means, computed as simply as can be: day by day, by what the clocks on the wall
 * show. Shares nothing with the product: neither its library nor its arithmetic.
 */

const MINUTE = 60_000;
const MINUTES_OF_HOUR = 60;
const MINUTES_OF_DAY = 1440;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Fields {
  readonly seconds: readonly number[];
  /** Minutes of the day, in order. */
  readonly times: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly lastDay: boolean;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  readonly eitherDay: boolean;
}

/** Minutes during which the clocks of a zone run evenly. Walls are what they show, as if UTC, in minutes. */
interface Stretch {
  readonly fromMs: number;
  readonly firstWall: number;
  readonly lastWall: number;
}

/** A part of time as the clocks of a zone show it. A stretch ends where somebody changes them. */
export interface Walk {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly stretches: readonly Stretch[];
}

/** Looks at the clocks every hour, and every minute of an hour in which they were changed. */
export function walkZone(zone: string, fromMs: number, untilMs: number): Walk {
  const wallAt = clockOf(zone);
  const starts = [fromMs];
  for (let at = fromMs; at < untilMs; at += MINUTES_OF_HOUR * MINUTE) {
    if (wallAt(at + MINUTES_OF_HOUR * MINUTE) - wallAt(at) === MINUTES_OF_HOUR) continue;
    for (let minute = at + MINUTE; minute <= at + MINUTES_OF_HOUR * MINUTE; minute += MINUTE) {
      if (wallAt(minute) - wallAt(minute - MINUTE) !== 1 && minute < untilMs) starts.push(minute);
    }
  }
  const stretches = starts.map((start, place) => {
    const end = starts[place + 1] ?? untilMs;
    return { fromMs: start, firstWall: wallAt(start), lastWall: wallAt(end - MINUTE) };
  });
  return { fromMs, untilMs, stretches };
}

/** When the clocks were changed. */
export function changesOf({ stretches }: Walk): number[] {
  return stretches.slice(1).map(({ fromMs }) => fromMs);
}

/** Every instant of the walk at which the expression fires. */
export function instantsOf(expression: string, { stretches }: Walk): number[] {
  const fields = parse(expression);
  const instants: number[] = [];
  let latest = (stretches[0]?.firstWall ?? 0) - 1;
  for (const { fromMs, firstWall, lastWall } of stretches) {
    const jumpedOver = wallsBetween(fields, latest + 1, firstWall - 1).length > 0;
    const shown = wallsBetween(fields, Math.max(latest + 1, firstWall), lastWall);
    if (jumpedOver && !(shown[0] === firstWall && fields.seconds[0] === 0)) instants.push(fromMs);
    for (const wall of shown) {
      const minute = fromMs + (wall - firstWall) * MINUTE;
      for (const second of fields.seconds) instants.push(minute + second * 1000);
    }
    latest = Math.max(latest, lastWall);
  }
  return instants;
}

/** The walls that match, both ends included. */
function wallsBetween(fields: Fields, first: number, last: number): number[] {
  const walls: number[] = [];
  for (let day = Math.floor(first / MINUTES_OF_DAY); day * MINUTES_OF_DAY <= last; day += 1) {
    if (!isDayOf(fields, day)) continue;
    for (const time of fields.times) {
      const wall = day * MINUTES_OF_DAY + time;
      if (wall >= first && wall <= last) walls.push(wall);
    }
  }
  return walls;
}

function isDayOf(fields: Fields, dayNumber: number): boolean {
  const date = new Date(dayNumber * MINUTES_OF_DAY * MINUTE);
  const tomorrow = new Date((dayNumber + 1) * MINUTES_OF_DAY * MINUTE);
  if (!fields.months.has(date.getUTCMonth() + 1)) return false;
  const day = fields.days.has(date.getUTCDate()) || (fields.lastDay && tomorrow.getUTCDate() === 1);
  const weekday = fields.weekdays.has(date.getUTCDay());
  return fields.eitherDay ? day || weekday : day && weekday;
}

function clockOf(zone: string): (instantMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  });
  return (instantMs) => {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = (format.format(instantMs).match(/\d+/g) ?? []).map(
      Number,
    );
    return Date.UTC(year, month - 1, day, hour, minute) / MINUTE;
  };
}

function parse(expression: string): Fields {
  const parts = (NICKNAMES[expression] ?? expression).toLowerCase().split(' ');
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = ''] =
    parts.length === 5 ? ['0', ...parts] : parts;
  const weekdays = new Set([...values(weekday, 0, 7, WEEKDAYS)].map((number) => number % 7));
  const minutes = ordered(values(minute, 0, 59));
  return {
    seconds: ordered(values(second, 0, 59)),
    times: ordered(values(hour, 0, 23)).flatMap((each) => minutes.map((more) => each * MINUTES_OF_HOUR + more)),
    days: values(day === 'l' ? '' : day, 1, 31),
    lastDay: day === 'l',
    months: values(month, 1, 12, ['', ...MONTHS]),
    weekdays,
    eitherDay: day !== '*' && weekday !== '*',
  };
}

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@hourly': '0 * * * *',
};

function values(field: string, min: number, max: number, names: readonly string[] = []): Set<number> {
  const found = new Set<number>();
  const numberOf = (text: string): number => (names.includes(text) ? names.indexOf(text) : Number(text));
  for (const part of field.split(',').filter((text) => text !== '')) {
    const [range = '', step = '1'] = part.split('/');
    const [first = '', last = first] = range.split('-');
    const [low, high] = range === '*' ? [min, max] : [numberOf(first), numberOf(last)];
    for (let value = low; value <= high; value += Number(step)) found.add(value);
  }
  return found;
}

function ordered(numbers: ReadonlySet<number>): number[] {
  return [...numbers].sort((a, b) => a - b);
}
