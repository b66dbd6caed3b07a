const QUIET_MS = 10_000;
const REMEMBERED = 500;

/** Lets a line through and holds the same line back for a while: a database that is away is one message, not a hundred. */
export class RepeatFilter {
  private readonly lastSeen = new Map<string, number>();

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** True if a line of this kind should be shown now. */
  admits(line: string): boolean {
    const key = line.replace(/\d+/g, '#');
    const now = this.nowMs();
    if (now - (this.lastSeen.get(key) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return false;
    if (this.lastSeen.size >= REMEMBERED) this.lastSeen.clear();
    this.lastSeen.set(key, now);
    return true;
  }
}
