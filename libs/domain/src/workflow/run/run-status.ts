/** Every status a run can have. `waiting`: only people, signals or times are waited for. */
export const RunStatus = {
  Running: 'running',
  Waiting: 'waiting',
  Paused: 'paused',
  Completed: 'completed',
  Failed: 'failed',
  Cancelled: 'cancelled',
} as const;

export type RunStatus = (typeof RunStatus)[keyof typeof RunStatus];

export const RUN_ENDS = [
  RunStatus.Completed,
  RunStatus.Failed,
  RunStatus.Cancelled,
] as const satisfies readonly RunStatus[];

export type RunEnd = (typeof RUN_ENDS)[number];

export function isRunEnd(status: RunStatus): status is RunEnd {
  return (RUN_ENDS as readonly RunStatus[]).includes(status);
}

/** The ends that a run can be taken up again from. */
export function canRetryRun(status: RunStatus): boolean {
  return status === RunStatus.Failed || status === RunStatus.Cancelled;
}
