/** Every place between two durable actions where a test may kill a process, and nothing else. */
export const CRASH_POINTS = [
  'submit.before_commit',
  'submit.after_commit',
  'dispatch.before_commit',
  'dispatch.after_commit',
  'dispatch.after_publish',
  'claim.before_commit',
  'claim.after_commit',
  'worker.after_claim',
  'worker.after_execute',
  'worker.after_report_sent',
  'report.before_commit',
  'report.after_commit',
  'reap.before_commit',
  'reap.after_commit',
  'promote.before_commit',
  'promote.after_commit',
  'schedule.before_commit',
  'schedule.after_commit',
  'mirror.after_publish',
] as const;
export type CrashPointName = (typeof CRASH_POINTS)[number];
