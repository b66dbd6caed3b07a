import { appendFileSync } from 'node:fs';

/** Where a person reads what happens. */
export interface Terminal {
  say(line: string): void;
  warn(line: string): void;
}

/** Writes to the console, and once there is a log folder also to a file. A console that is gone is no failure. */
export class ConsoleTerminal implements Terminal {
  private logFile: string | undefined;

  constructor() {
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  }

  /** From now on every line is kept in this file too. */
  keepIn(logFile: string): void {
    this.logFile = logFile;
  }

  say(line: string): void {
    process.stdout.write(`${line}\n`);
    this.keep(line);
  }

  warn(line: string): void {
    process.stderr.write(`${line}\n`);
    this.keep(line);
  }

  private keep(line: string): void {
    if (this.logFile === undefined) return;
    try {
      appendFileSync(this.logFile, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not end the installation; the console has the line.
    }
  }
}
