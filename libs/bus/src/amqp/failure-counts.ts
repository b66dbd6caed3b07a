const MAX_REMEMBERED = 10_000;

/**
 * How often handling a message ended without a verdict, by its id. A classic queue counts no deliveries, so each
 * consumer counts what it saw itself; the oldest are forgotten first.
 */
export class FailureCounts {
  private readonly counts = new Map<string, number>();

  of(id: string): number {
    return this.counts.get(id) ?? 0;
  }

  add(id: string): void {
    const count = this.of(id) + 1;
    this.counts.delete(id);
    this.counts.set(id, count);
    if (this.counts.size <= MAX_REMEMBERED) return;
    const [oldest] = this.counts.keys();
    if (oldest !== undefined) this.counts.delete(oldest);
  }

  forget(id: string): void {
    this.counts.delete(id);
  }
}
