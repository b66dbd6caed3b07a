/** The most the broker may push at once, however much the consumer would take. */
const MOST = 2_000;

/**
 * How many messages the broker may push (its prefetch). It begins with the room there is, grows as more is asked for,
 * and falls to nothing when what was pushed found no taker.
 */
export class PushFlow {
  private current = 0;
  private highest = 0;

  constructor(private readonly room: () => number) {}

  get wanted(): number {
    return this.current;
  }

  /** Somebody takes messages while so many are being handled. True if the broker shall push more than before. */
  ask(handedOut: number): boolean {
    const needed = Math.min(MOST, this.room() + handedOut);
    if (needed <= this.current) return false;
    this.highest = Math.max(this.highest, needed);
    // Every change costs a new subscription, so it grows in few steps.
    this.current = Math.min(this.highest, Math.max(needed, 2 * this.current));
    return true;
  }

  pause(): void {
    this.current = 0;
  }
}
