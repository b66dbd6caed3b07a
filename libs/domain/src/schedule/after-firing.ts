import { MAX_CONSECUTIVE_FAILURES } from './schedule-policies';
import { ScheduleRunError } from './schedule-run-error';
import { ScheduleStatus } from './schedule-status';

/** How a schedule stands after its firings. */
export interface AfterFiring {
  readonly status: ScheduleStatus;
  readonly pauseReason: string | null;
  readonly consecutiveFailures: number;
}

/** What came of the firings of one turn, in their order: an error, or null for what was submitted. */
export interface FiringResults {
  readonly errors: readonly (ScheduleRunError | null)[];
  readonly hasNext: boolean;
  readonly failuresBefore: number;
}

/**
 * One firing that fails does not stop a schedule: an agent comes back, a schema is mended. Ten in a row do, and so does an
 * owner who may not submit any more. What has no next instant is completed.
 */
export function afterFiring({ errors, hasNext, failuresBefore }: FiringResults): AfterFiring {
  const failures = errors.reduce((count, error) => (error === null ? 0 : count + 1), failuresBefore);
  const last = errors.at(-1) ?? null;
  const standing = { pauseReason: null, consecutiveFailures: failures };
  if (!hasNext) return { ...standing, status: ScheduleStatus.Completed };
  const mustPause =
    last !== null && (last === ScheduleRunError.OwnerMayNotSubmit || failures >= MAX_CONSECUTIVE_FAILURES);
  if (!mustPause) return { ...standing, status: ScheduleStatus.Active };
  return { ...standing, status: ScheduleStatus.Paused, pauseReason: last };
}
