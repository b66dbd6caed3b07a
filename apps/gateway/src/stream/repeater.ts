/** Runs something every so often, never twice at once, only while it is started. */
export class Repeater {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private again = false;

  /** @param run must not reject */
  constructor(
    private readonly intervalMs: number,
    private readonly run: () => Promise<void>,
  ) {}

  start(): void {
    this.timer ??= setInterval(() => this.runNow(), this.intervalMs);
  }

  /** Runs at once; if a run is under way, once more after it. */
  runNow(): void {
    if (this.timer === null) return;
    if (this.running) this.again = true;
    else this.running = this.runUntilQuiet();
  }

  pause(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    this.again = false;
  }

  async stop(): Promise<void> {
    this.pause();
    await this.running;
  }

  private async runUntilQuiet(): Promise<void> {
    do {
      this.again = false;
      await this.run();
    } while (this.again);
    this.running = null;
  }
}
