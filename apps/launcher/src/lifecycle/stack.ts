type Step = () => void | Promise<void>;

/** What must be undone at the end, in the opposite order of its coming. */
export class TeardownStack {
  private readonly steps: Step[] = [];

  add(step: Step): void {
    this.steps.push(step);
  }

  /** Runs every step once; one that fails does not keep the others from running. Returns the failures. */
  async run(): Promise<unknown[]> {
    const failures: unknown[] = [];
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }
}
