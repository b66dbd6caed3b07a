/** Every status of a schedule. `completed` means that no instant lies ahead; a new time brings it back. */
export const ScheduleStatus = {
  Active: 'active',
  Paused: 'paused',
  Completed: 'completed',
} as const;
export type ScheduleStatus = (typeof ScheduleStatus)[keyof typeof ScheduleStatus];

/** What became of one firing. */
export const ScheduleRunStatus = {
  /** Its task or workflow run was submitted. */
  Submitted: 'submitted',
  /** Waits for the run before it to end. */
  Queued: 'queued',
  /** Not run, as its policies say. */
  Skipped: 'skipped',
  /** Could not be submitted; the error says why. */
  Failed: 'failed',
} as const;
export type ScheduleRunStatus = (typeof ScheduleRunStatus)[keyof typeof ScheduleRunStatus];

/** Why a firing was skipped. */
export const SkipReason = {
  /** Nobody was there when it was due, and its policy lets that go. */
  Misfire: 'misfire',
  /** The run before it was still under way. */
  Overlap: 'overlap',
  /** Too many wait already. */
  QueueFull: 'queue_full',
} as const;
export type SkipReason = (typeof SkipReason)[keyof typeof SkipReason];
