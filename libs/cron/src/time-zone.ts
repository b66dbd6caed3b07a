import { UnknownTimeZoneError } from './cron.errors';

const NAME = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;
const OFFSET = /GMT(?:([+-])(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?)?$/;
/** No zone is further from UTC than this, and none changes its clocks twice within twice as long. */
const FURTHEST_MS = 14 * 3_600_000;

/**
 * Walls and instants of one IANA zone. A wall is what clocks there show, written as if it were UTC, in milliseconds.
 */
export class TimeZone {
  private constructor(private readonly format: Intl.DateTimeFormat) {}

  /** Throws UnknownTimeZoneError. */
  static named(name: string): TimeZone {
    if (!NAME.test(name)) throw unknownZone();
    try {
      return new TimeZone(new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' }));
    } catch {
      throw unknownZone();
    }
  }

  wallAt(instantMs: number): number {
    return instantMs + this.offsetAt(instantMs);
  }

  /**
   * The instant at which clocks show this wall: the first if there are two; if there is none, the instant at which they
   * jump over it. So a later wall never comes before an earlier one.
   */
  instantOf(wallMs: number): number {
    const before = wallMs - FURTHEST_MS;
    const after = wallMs + FURTHEST_MS;
    const offsets = [this.offsetAt(before), this.offsetAt(after)] as const;
    if (offsets[0] === offsets[1]) return wallMs - offsets[0];
    const candidates = offsets.map((offset) => wallMs - offset).filter((instant) => this.wallAt(instant) === wallMs);
    return candidates.length > 0 ? Math.min(...candidates) : this.changeBetween(before, after);
  }

  /** When the offset changes. */
  private changeBetween(beforeMs: number, afterMs: number): number {
    const offset = this.offsetAt(beforeMs);
    let low = beforeMs;
    let high = afterMs;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.offsetAt(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }

  private offsetAt(instantMs: number): number {
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = OFFSET.exec(this.format.format(instantMs)) ?? [];
    const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -size : size;
  }
}

function unknownZone(): UnknownTimeZoneError {
  return new UnknownTimeZoneError('must be an IANA time zone such as Europe/Berlin');
}
