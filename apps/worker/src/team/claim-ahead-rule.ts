/** Attempts that must have been fast in a row before a worker may claim more than it can run. */
const FAST_ATTEMPTS = 20;
const FAST_MS = 50;

/**
 * A worker may hold as many claimed tasks in waiting as it has slots, but only while its work is so short that nobody
 * waits noticeably: its last 20 attempts all took under 50 ms and none of the running ones is older than that.
 */
export class ClaimAheadRule {
  private fastInARow = 0;

  attemptTook(durationMs: number): void {
    this.fastInARow = durationMs < FAST_MS ? this.fastInARow + 1 : 0;
  }

  permits(oldestRunningMs: number): boolean {
    return this.fastInARow >= FAST_ATTEMPTS && oldestRunningMs < FAST_MS;
  }
}
