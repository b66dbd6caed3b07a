import { PRIORITIES } from '../task/priority';

/** Raises what has waited long: one named priority for every `afterMs` of waiting, up to `high`. */
export interface Ageing {
  readonly afterMs: number;
}

/** From one named priority to the next. */
const STEP = PRIORITIES.normal - PRIORITIES.high;

/** The priority a task counts as. Without ageing, or above `high` already, its own. */
export function effectivePriority(priority: number, waitedMs: number, ageing: Ageing | undefined): number {
  if (!ageing || ageing.afterMs <= 0 || priority <= PRIORITIES.high) return priority;
  const raised = priority - STEP * Math.floor(Math.max(0, waitedMs) / ageing.afterMs);
  return Math.max(PRIORITIES.high, raised);
}
