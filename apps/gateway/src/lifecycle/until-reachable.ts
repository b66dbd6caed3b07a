import { setTimeout as delay } from 'node:timers/promises';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** Tries until it succeeds, with growing pauses; `onFailure` hears of each failure. Ends early when the signal aborts. */
export async function untilReachable(
  attempt: () => Promise<void>,
  onFailure: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      onFailure(error);
    }
    await delay(pause, undefined, { signal }).catch(() => undefined);
  }
}
