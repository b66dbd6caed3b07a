/**
 * How fast a team takes what is published, read off the use of its window: what was there, plus what was added, less
 * what is still there. It needs no word from the replicas that answered the claims.
 */
export class ClaimMeter {
  private expected = 0;
  private readonly taken: { readonly atMs: number; readonly count: number }[] = [];

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Notes a round: how many were queued before it, and how many it added. */
  note(queuedBefore: number, added: number): void {
    const atMs = this.now();
    const count = Math.max(0, this.expected - queuedBefore);
    if (count > 0) this.taken.push({ atMs, count });
    this.expected = queuedBefore + added;
  }

  /** Claims of the last second. */
  perSecond(): number {
    const since = this.now() - 1000;
    while (this.taken[0] && this.taken[0].atMs < since) this.taken.shift();
    return this.taken.reduce((sum, { count }) => sum + count, 0);
  }
}
