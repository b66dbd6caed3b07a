import { setTimeout as pause } from 'node:timers/promises';
import type { Load } from './load';

/** Says when the next request is due: at once, or at its place in an even flow. */
export class Pace {
  private readonly startedAt = performance.now();
  private given = 0;

  constructor(
    private readonly until: Load['until'],
    private readonly perSecond?: number,
  ) {}

  /**
   * Resolves when the next request is due, with the instant from which its latency counts: now; or, if every connection
   * was still busy when it was due, that instant, so that a pause of the server is not left out. Undefined at the end.
   */
  async next(): Promise<number | undefined> {
    const place = this.given;
    const dueAt = this.perSecond === undefined ? performance.now() : this.startedAt + (place * 1000) / this.perSecond;
    if (this.isOver(place, dueAt)) return undefined;
    this.given += 1;
    const early = dueAt - performance.now();
    if (early <= 0) return dueAt;
    await pause(early);
    return performance.now();
  }

  private isOver(place: number, dueAt: number): boolean {
    return 'count' in this.until ? place >= this.until.count : dueAt - this.startedAt >= this.until.seconds * 1000;
  }
}
