/** Named priorities and their stored numbers: smaller goes first. The gaps leave room for pulled work (1 to 9). */
export const PRIORITIES = { critical: 1, high: 3, normal: 5, low: 7 } as const;

export type Priority = keyof typeof PRIORITIES;

export const PRIORITY_NAMES = Object.keys(PRIORITIES) as Priority[];

/** The name a stored number is shown under; numbers between two names belong to the more urgent one. */
export function priorityName(value: number): Priority {
  if (value <= 2) return 'critical';
  if (value <= 4) return 'high';
  if (value <= 6) return 'normal';
  return 'low';
}
