/** A rule that names instants, such as a cron expression in a time zone. */
export interface Recurrence {
  /** The first instant after this one, in milliseconds; null when there is none. */
  nextAfter(instantMs: number): number | null;
}

/** What a recurring schedule goes by. */
export interface RecurrenceRule {
  readonly cron_expression: string;
  readonly timezone: string;
}

/** Knows expressions and time zones. The port of all cron arithmetic. */
export interface Calendar {
  /** Throws when the expression or the time zone is none. */
  recurrence(rule: RecurrenceRule): Recurrence;
}

/** The next instants after this one, at most so many. */
export function upcomingInstants(recurrence: Recurrence, afterMs: number, count: number): number[] {
  const instants: number[] = [];
  let next = recurrence.nextAfter(afterMs);
  while (next !== null && instants.length < count) {
    instants.push(next);
    next = recurrence.nextAfter(next);
  }
  return instants;
}

/** What one look into a stretch of time may find before it is given up as too dense. */
const DENSE = 10;

/** The last `count` instants up to `untilMs`, given the first one: never by walking over all that lie between. */
export function lastInstants(recurrence: Recurrence, firstMs: number, untilMs: number, count: number): number[] {
  const ahead = [firstMs, ...instantsBetween(recurrence, firstMs, untilMs, count)];
  if (ahead.length <= count) return ahead;
  const span = (ahead.at(-1) ?? untilMs) - firstMs;
  for (let back = span; untilMs - back > firstMs; back *= 2) {
    const found = instantsBetween(recurrence, untilMs - back, untilMs, DENSE * count);
    if (found.length >= DENSE * count) break;
    if (found.length >= count) return found.slice(-count);
  }
  return walkBack(recurrence, firstMs, untilMs, count);
}

/** Instants after the one and not after the other, at most so many. */
function instantsBetween(recurrence: Recurrence, afterMs: number, untilMs: number, atMost: number): number[] {
  const instants: number[] = [];
  let next = recurrence.nextAfter(afterMs);
  while (next !== null && next <= untilMs && instants.length < atMost) {
    instants.push(next);
    next = recurrence.nextAfter(next);
  }
  return instants;
}

function walkBack(recurrence: Recurrence, firstMs: number, untilMs: number, count: number): number[] {
  const instants: number[] = [];
  let until = untilMs;
  while (instants.length < count && until >= firstMs) {
    const last = latestInstant(recurrence, firstMs, until);
    instants.unshift(last);
    until = last - 1;
  }
  return instants;
}

const RESOLUTION_MS = 1000;

/** The last instant that is not after `untilMs`, given one that is not: by halving, in some thirty steps. */
function latestInstant(recurrence: Recurrence, knownMs: number, untilMs: number): number {
  let low = knownMs;
  let high = untilMs;
  while (high - low >= RESOLUTION_MS) {
    const middle = Math.floor((low + high) / 2);
    const next = recurrence.nextAfter(middle);
    if (next !== null && next <= untilMs) low = next;
    else high = middle;
  }
  const last = recurrence.nextAfter(low);
  return last !== null && last <= untilMs ? last : low;
}
