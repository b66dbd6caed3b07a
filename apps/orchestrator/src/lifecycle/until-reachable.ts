import { setTimeout as delay } from 'node:timers/promises';
import { outageOf, type Outages } from './outages';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Tries until it works: services start in any order. Only an outage is waited for; anything else is thrown. Resolves to
 * false when it was told to stop.
 */
export async function untilReachable(
  part: string,
  attempt: () => Promise<unknown>,
  outages: Outages,
  signal: AbortSignal,
): Promise<boolean> {
  let outage: string | undefined;
  for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      await attempt();
      if (outage !== undefined) outages.recovered(outage);
      return true;
    } catch (error) {
      if (outageOf(error) === undefined) throw error;
      outage = outages.failed(part, error);
    }
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
