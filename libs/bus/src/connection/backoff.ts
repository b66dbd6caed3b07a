const FIRST_MS = 50;
const MAX_MS = 5_000;

/** How long to wait before the next attempt to connect: doubling, at most 5 s, with jitter so that a fleet spreads out. */
export function backoffMs(failedAttempts: number, random: number): number {
  const ceiling = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failedAttempts, 16));
  return ceiling * (0.5 + random / 2);
}
