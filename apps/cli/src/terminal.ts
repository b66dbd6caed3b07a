/** Where a command reads its environment and writes to; a test brings its own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** The terminal that the process was started from. */
export const processTerminal: Terminal = {
  env: undefined,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};
