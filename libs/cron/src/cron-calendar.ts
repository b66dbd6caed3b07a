import type { Calendar, Recurrence, RecurrenceRule } from '@cadre/domain';
import { CronRecurrence } from './cron-recurrence';
import { TimeZone } from './time-zone';
import { WallPattern } from './wall-pattern';

/** Parsed rules are small, and reading one takes as long as a hundred questions to it. */
const MOST_KEPT = 2_000;

/** Cron expressions of 5 or 6 fields in IANA time zones. */
export class CronCalendar implements Calendar {
  private readonly recurrences = new Map<string, Recurrence>();
  private readonly zones = new Map<string, TimeZone>();

  /** Throws InvalidCronError or UnknownTimeZoneError. */
  recurrence({ cron_expression, timezone }: RecurrenceRule): Recurrence {
    return kept(
      this.recurrences,
      `${timezone} ${cron_expression}`,
      () => new CronRecurrence(WallPattern.parse(cron_expression), this.zone(timezone)),
    );
  }

  /** Throws UnknownTimeZoneError. */
  zone(name: string): TimeZone {
    return kept(this.zones, name, () => TimeZone.named(name));
  }
}

/** The oldest go first: it is known again as soon as it is asked for. */
function kept<Value>(values: Map<string, Value>, key: string, make: () => Value): Value {
  const known = values.get(key);
  if (known !== undefined) return known;
  const value = make();
  if (values.size >= MOST_KEPT) values.delete(values.keys().next().value ?? key);
  values.set(key, value);
  return value;
}
