/** The longest that a schedule made just now waits, should nobody hear of it. */
const POLL_MS = 1000;
/** Somebody else has the schedules that are due: they are not asked for without a pause. */
export const AGAIN_MS = 50;
/** How long after the end of a run the next one that waits may start. */
export const WAITING_LOOK_MS = 1000;

/** Whether the first of those that wait is due. */
export function isDue(dueInMs: number | null): boolean {
  return dueInMs !== null && dueInMs <= 0;
}

/** When to look again: never further ahead than a poll, so that no timer is too long for the machine. */
export function nextLookMs(dueInMs: number | null): number {
  return dueInMs === null ? POLL_MS : Math.min(POLL_MS, Math.max(0, Math.ceil(dueInMs)));
}
