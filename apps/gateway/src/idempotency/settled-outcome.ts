import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 5_000;
const POLL_MS = 50;

/**
 * Asks again while the first request with the same key is under way, for at most five seconds. `ask` answers what it
 * would answer to a caller now; the last answer is returned even if it is still `in_flight`.
 */
export async function settledOutcome<Outcome extends { readonly kind: string }>(
  ask: () => Promise<Outcome>,
): Promise<Outcome> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let pause = POLL_MS; ; pause = Math.min(pause * 2, 500)) {
    const outcome = await ask();
    if (outcome.kind !== 'in_flight' || performance.now() + pause > deadline) return outcome;
    await delay(pause);
  }
}
