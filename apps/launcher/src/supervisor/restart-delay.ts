const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** A run of this length was a good one: the next failure counts as the first again. */
export const GOOD_RUN_MS = 30_000;

/** How long to wait before the next start after so many bad runs in a row. */
export function restartDelayMs(badRuns: number): number {
  return Math.min(FIRST_MS * 2 ** Math.max(0, badRuns - 1), LONGEST_MS);
}
