/** Node fires a timer of more than 2^31-1 ms after one millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls back after any number of milliseconds, however many, by chaining timers. Does not keep the process alive.
 * Returns the function that stops it.
 */
export function startLongTimer(delayMs: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (remainingMs: number): void => {
    const step = Math.min(Math.max(0, remainingMs), LONGEST_TIMER_MS);
    timer = setTimeout(() => (remainingMs > step ? wait(remainingMs - step) : callback()), step);
    timer.unref();
  };
  wait(delayMs);
  return () => clearTimeout(timer);
}
