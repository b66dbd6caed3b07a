/** What the task queues are declared with: priorities 0 to 10 at the broker. */
export const MAX_PRIORITY = 10;

/** The broker's priorities for the domain's 1 to 9: there the smaller, here the larger goes first. */
const PRIORITIES = [9, 8, 6, 5, 3, 2, 0, 0, 0] as const;
const NORMAL = 3;

/** critical (1) → 9, high (3) → 6, normal (5, and none) → 3, low (7) → 0; others in between, odd ones to the nearest. */
export function brokerPriority(priority: number | undefined): number {
  if (priority === undefined) return NORMAL;
  const index = Math.min(PRIORITIES.length, Math.max(1, Math.round(priority))) - 1;
  return PRIORITIES[index] ?? NORMAL;
}
