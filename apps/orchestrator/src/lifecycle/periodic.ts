import type { Outages } from './outages';

/** The longest a loop sleeps: a wake-up that was lost costs no more than this, and no timer overflows. */
export const LONGEST_SLEEP_MS = 60_000;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 2_000;

export interface PeriodicOptions {
  /** For the log. */
  readonly name: string;
  /** One turn. Answers in how many milliseconds the next one is due, unless something wakes it earlier. */
  readonly turn: (signal: AbortSignal) => Promise<number>;
  readonly outages: Outages;
}

/**
 * A loop of the orchestrator: turns never overlap, wake-ups during a turn become one more turn, failures back off.
 * Starting and stopping are idempotent; stopping waits for the turn that runs.
 */
export class Periodic {
  private stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private wakeSleeper: (() => void) | undefined;
  private woken = false;
  private failures = 0;
  /** What was away at the last failure. */
  private outage: string | undefined;

  constructor(private readonly options: PeriodicOptions) {}

  start(): void {
    if (this.loop) return;
    this.stopping = new AbortController();
    this.loop = this.run(this.stopping.signal);
  }

  /** Something may be due now. */
  wake(): void {
    this.woken = true;
    this.wakeSleeper?.();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wakeSleeper?.();
    await this.loop;
    this.loop = undefined;
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.woken = false;
      const delayMs = await this.turn(signal);
      // A failing part is not hurried: whoever wakes it does so because of work that fails, too.
      if (this.failures > 0) this.woken = false;
      if (!this.woken && !signal.aborted) await this.sleep(delayMs);
    }
  }

  private async turn(signal: AbortSignal): Promise<number> {
    try {
      const delayMs = await this.options.turn(signal);
      this.succeeded();
      return delayMs;
    } catch (error) {
      this.failures += 1;
      this.outage = this.options.outages.failed(this.options.name, error);
      return Math.min(FIRST_BACKOFF_MS * 2 ** (this.failures - 1), LONGEST_BACKOFF_MS);
    }
  }

  private succeeded(): void {
    this.failures = 0;
    if (this.outage !== undefined) this.options.outages.recovered(this.outage);
    this.outage = undefined;
  }

  private async sleep(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, Math.min(delayMs, LONGEST_SLEEP_MS)));
      this.wakeSleeper = () => {
        if (this.failures > 0 && !this.stopping.signal.aborted) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeSleeper = undefined;
  }
}
