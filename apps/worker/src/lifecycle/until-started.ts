import { setTimeout as delay } from 'node:timers/promises';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** Tries to start until it succeeds, with growing pauses, as long as the failure may pass by itself. */
export async function untilStarted<T>(start: () => Promise<T>, mayPass: (error: unknown) => boolean): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await start();
    } catch (error) {
      if (!mayPass(error)) throw error;
    }
    await delay(pause);
  }
}
