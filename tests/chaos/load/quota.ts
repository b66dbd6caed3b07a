/** Hands out the numbers 0, 1, … up to what has been released: the load keeps pace with the faults. */
export class Quota {
  private next = 0;
  private released = 0;
  private readonly waiting: ((no: number | undefined) => void)[] = [];

  constructor(private readonly total: number) {}

  /** Lets so large a share of the whole go ahead. */
  release(share: number): void {
    this.released = Math.max(this.released, Math.round(this.total * Math.min(1, share)));
    while (this.waiting.length > 0 && this.next < this.released) this.waiting.shift()?.(this.next++);
    if (this.next >= this.total) this.end();
  }

  /** The next number, when it is released; undefined when there is none any more. */
  take(): Promise<number | undefined> {
    if (this.next < this.released) return Promise.resolve(this.next++);
    if (this.next >= this.total) return Promise.resolve(undefined);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Whoever waits gets nothing. */
  end(): void {
    this.next = this.total;
    for (const resolve of this.waiting.splice(0)) resolve(undefined);
  }
}
