/** The longest a due task waits for a hint that was lost. */
const POLL_MS = 2000;
/** Somebody else has the rows that are due: they are not asked for without a pause. */
export const AGAIN_MS = 20;

/** Whether the first of those that wait is due. */
export function isDue(dueInMs: number | null): boolean {
  return dueInMs !== null && dueInMs <= 0;
}

/** When to look again, knowing when the first of those that wait is due. */
export function nextLookMs(dueInMs: number | null): number {
  return dueInMs === null ? POLL_MS : Math.min(POLL_MS, Math.max(0, Math.ceil(dueInMs)));
}
