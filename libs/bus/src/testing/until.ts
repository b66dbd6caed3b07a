import { BusError } from '../errors';

/** Thrown when a test waited for something that did not happen. */
export class NeverHappenedError extends BusError {
  readonly code = 'TEST_NEVER_HAPPENED';
}

const LOOK_EVERY_MS = 5;

/** Waits for a condition, looking again and again; no test of the bus sleeps. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new NeverHappenedError(`Not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
