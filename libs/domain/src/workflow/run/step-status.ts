/**
 * Every status a step of a run can have. `waiting` is for a person, a signal or a time; what waits for other steps is
 * `pending`.
 */
export const StepStatus = {
  Pending: 'pending',
  Running: 'running',
  Waiting: 'waiting',
  Completed: 'completed',
  Failed: 'failed',
  Skipped: 'skipped',
  Cancelled: 'cancelled',
} as const;

export type StepStatus = (typeof StepStatus)[keyof typeof StepStatus];

export const STEP_ENDS = [
  StepStatus.Completed,
  StepStatus.Failed,
  StepStatus.Skipped,
  StepStatus.Cancelled,
] as const satisfies readonly StepStatus[];

export type StepEnd = (typeof STEP_ENDS)[number];

export function isStepEnd(status: StepStatus): status is StepEnd {
  return (STEP_ENDS as readonly StepStatus[]).includes(status);
}
