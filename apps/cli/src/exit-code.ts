/** What the shell gets to know. */
export const ExitCode = {
  Ok: 0,
  /** The command ran and its answer is no. */
  Failed: 1,
  /** The command line or the environment is wrong. */
  Usage: 2,
  /** What the command needs to reach does not answer. */
  Unreachable: 5,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
