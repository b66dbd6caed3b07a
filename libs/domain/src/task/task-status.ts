/**
 * Every status a task can have. `pending` means due: a task that waits for its time is `scheduled` (first start) or
 * `retry` (next attempt); one that waits for a person or a callback is `waiting`.
 */
export const TaskStatus = {
  Scheduled: 'scheduled',
  Pending: 'pending',
  Queued: 'queued',
  Claimed: 'claimed',
  Running: 'running',
  Waiting: 'waiting',
  Retry: 'retry',
  Completed: 'completed',
  Failed: 'failed',
  Timeout: 'timeout',
  Cancelled: 'cancelled',
} as const;

export type TaskStatus = (typeof TaskStatus)[keyof typeof TaskStatus];

export const TERMINAL_STATUSES = [
  TaskStatus.Completed,
  TaskStatus.Failed,
  TaskStatus.Timeout,
  TaskStatus.Cancelled,
] as const satisfies readonly TaskStatus[];

export type TerminalStatus = (typeof TERMINAL_STATUSES)[number];

export function isTerminal(status: TaskStatus): status is TerminalStatus {
  return (TERMINAL_STATUSES as readonly TaskStatus[]).includes(status);
}
