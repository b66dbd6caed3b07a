import type { ExecutionContext } from '../../execution/executor.port';

const EVERY_MS = 500;
/** An answer of so many characters counts as half done: how long it will be nobody knows. */
const HALF_WAY = 4_000;
const MOST_PERCENT = 95;

/** Turns what streams in into the attempt's progress, told when it begins and then at most twice a second. */
export class StreamProgress {
  private earlier = 0;
  private current = 0;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly context: Pick<ExecutionContext, 'progress'>) {}

  /** A call begins or a tool runs: told at once. */
  step(name: string): void {
    this.earlier += this.current;
    this.current = 0;
    this.tell(name, performance.now());
  }

  /** The present answer has so many characters so far. */
  characters(count: number): void {
    const now = performance.now();
    const isFirst = this.current === 0;
    this.current = count;
    if (isFirst || now - this.toldAt >= EVERY_MS) this.tell('writing', now);
  }

  private tell(step: string, now: number): void {
    this.toldAt = now;
    const all = this.earlier + this.current;
    this.context.progress((MOST_PERCENT * all) / (all + HALF_WAY), `${all} characters so far`, step);
  }
}
