/*
 * What a cron expression in a time zone means, computed as simply as can be: minute by minute, by what the clocks on the
 * wall show. Shares nothing with the product: neither its library nor its arithmetic.
 */

const MINUTE = 60_000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Fields {
  readonly seconds: readonly number[];
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly lastDay: boolean;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  readonly eitherDay: boolean;
}

/** A stretch of time as the clocks of a zone show it: one wall (as if UTC, in minutes) for each minute of UTC. */
export interface Walk {
  readonly fromMs: number;
  readonly walls: Int32Array;
}

export function walkZone(zone: string, fromMs: number, untilMs: number): Walk {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  });
  const walls = new Int32Array(Math.ceil((untilMs - fromMs) / MINUTE));
  for (let n = 0; n < walls.length; n += 1) {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = (
      format.format(fromMs + n * MINUTE).match(/\d+/g) ?? []
    ).map(Number);
    walls[n] = Date.UTC(year, month - 1, day, hour, minute) / MINUTE;
  }
  return { fromMs, walls };
}

/** Every instant of the walk at which the expression fires. */
export function instantsOf(expression: string, { fromMs, walls }: Walk): number[] {
  const fields = parse(expression);
  const instants: number[] = [];
  let latest = (walls[0] ?? 0) - 1;
  walls.forEach((wall, n) => {
    const instant = fromMs + n * MINUTE;
    let jumpedOver = false;
    for (let gone = latest + 1; gone < wall; gone += 1) jumpedOver ||= matches(fields, gone);
    if (wall > latest && matches(fields, wall))
      instants.push(...fields.seconds.map((second) => instant + second * 1000));
    if (jumpedOver && !instants.includes(instant, -60)) {
      instants.push(instant);
      instants.sort((a, b) => a - b);
    }
    latest = Math.max(latest, wall);
  });
  return instants;
}

function matches(fields: Fields, wall: number): boolean {
  if (!fields.minutes.has(((wall % 60) + 60) % 60)) return false;
  const date = new Date(wall * MINUTE);
  if (!fields.hours.has(date.getUTCHours()) || !fields.months.has(date.getUTCMonth() + 1)) return false;
  const tomorrow = new Date(wall * MINUTE + 1440 * MINUTE);
  const day = fields.days.has(date.getUTCDate()) || (fields.lastDay && tomorrow.getUTCDate() === 1);
  const weekday = fields.weekdays.has(date.getUTCDay());
  return fields.eitherDay ? day || weekday : day && weekday;
}

function parse(expression: string): Fields {
  const parts = (NICKNAMES[expression] ?? expression).toLowerCase().split(' ');
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = ''] =
    parts.length === 5 ? ['0', ...parts] : parts;
  const weekdays = new Set([...values(weekday, 0, 7, WEEKDAYS)].map((number) => number % 7));
  return {
    seconds: [...values(second, 0, 59)].sort((a, b) => a - b),
    minutes: values(minute, 0, 59),
    hours: values(hour, 0, 23),
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
