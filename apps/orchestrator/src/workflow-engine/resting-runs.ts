/** A run whose fold failed does not hold the others up. */
const FIRST_REST_MS = 5_000;
const GROWTH = 3;
/** A bug that was mended is noticed within this. */
export const LONGEST_REST_MS = 300_000;

interface Resting {
  readonly failures: number;
  readonly untilMs: number;
}

/** How long a run rests that could not be folded so often in a row, in milliseconds. */
export function restAfterMs(failures: number): number {
  return Math.min(LONGEST_REST_MS, FIRST_REST_MS * GROWTH ** (Math.max(1, failures) - 1));
}

/** Runs whose last fold failed, and until when each is left alone. */
export class RestingRuns {
  private readonly runs = new Map<string, Resting>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Its fold failed by a mistake of ours; answers how often it has, in a row. */
  failed(id: string): number {
    const failures = (this.runs.get(id)?.failures ?? 0) + 1;
    this.runs.set(id, { failures, untilMs: this.now() + restAfterMs(failures) });
    return failures;
  }

  /** Something we depend on was away: that tells nothing about the run. */
  hindered(id: string): void {
    this.runs.set(id, { failures: this.runs.get(id)?.failures ?? 0, untilMs: this.now() + FIRST_REST_MS });
  }

  folded(id: string): void {
    this.runs.delete(id);
  }

  /** Those to be left alone now. One that another orchestrator could fold is forgotten some time later. */
  resting(): string[] {
    const now = this.now();
    for (const [id, { untilMs }] of this.runs) if (untilMs + LONGEST_REST_MS <= now) this.runs.delete(id);
    return [...this.runs].filter(([, { untilMs }]) => untilMs > now).map(([id]) => id);
  }
}
