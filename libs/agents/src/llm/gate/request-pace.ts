/** So much of a second's requests may go at once after a quiet time. */
const BURST_MS = 1_000;

/** Spaces requests out so that no more than a given number goes per minute; each one takes its place when it asks. */
export class RequestPace {
  /** Monotonic time from which the next request is due. */
  private dueAt = Number.NEGATIVE_INFINITY;
  private intervalMs = 0;

  /** Null: no limit. Zero: none may go. */
  set perMinute(limit: number | null) {
    this.intervalMs = limit === null ? 0 : 60_000 / limit;
  }

  /** Takes a place and says how many ms it is away; undefined, and no place, when that is over the patience. */
  reserve(now: number, patienceMs: number): number | undefined {
    if (this.intervalMs === 0) return 0;
    if (this.intervalMs === Number.POSITIVE_INFINITY) return undefined;
    const burst = Math.max(0, BURST_MS - this.intervalMs);
    const dueAt = Math.max(this.dueAt, now - burst);
    const waitMs = Math.max(0, dueAt - now);
    if (waitMs > patienceMs) return undefined;
    this.dueAt = dueAt + this.intervalMs;
    return waitMs;
  }
}
