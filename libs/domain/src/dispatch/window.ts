/** Bounds of a team's window: what stands on the broker beyond them is neither too little to keep busy nor a backlog. */
export const SMALLEST_WINDOW = 8;
export const LARGEST_WINDOW = 2000;

export interface WindowFacts {
  /** Slots of the team's live workers together; 0 when none lives. */
  readonly liveSlots: number;
  /** Claims granted during the last second. */
  readonly claimsPerSecond: number;
}

/** How many of a team's tasks may be `queued` at once. 0 without a live worker: nothing would take them. */
export function windowSize({ liveSlots, claimsPerSecond }: WindowFacts): number {
  if (liveSlots <= 0) return 0;
  const wanted = Math.max(2 * liveSlots, Math.ceil(claimsPerSecond * 0.1));
  return Math.min(Math.max(wanted, SMALLEST_WINDOW), LARGEST_WINDOW);
}
