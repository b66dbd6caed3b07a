import type { DestinationStream } from 'pino';

/** So late a line may be written: far below what a person notices, and one system call for all lines of that time. */
const LATEST_MS = 25;
/** More than this is never held back. */
const MOST_CHARACTERS = 32 * 1024;
const URGENT = /^\{"level":"(?:error|fatal)"/;

/**
 * Writes lines together: a system call costs as much as all the rest of a line. An error is written at once, with what came
 * before it. Call `flush` before the process ends; a kill loses the lines of the last moment.
 */
export class LineGatherer implements DestinationStream {
  private held = '';
  private timer: NodeJS.Timeout | undefined;

  /** @param sink writes before it returns */
  constructor(private readonly sink: (text: string) => void) {}

  write(line: string): void {
    this.held += line;
    if (this.held.length >= MOST_CHARACTERS || URGENT.test(line)) this.flush();
    else this.timer ??= setTimeout(this.flush, LATEST_MS).unref();
  }

  /** Writes what is held. */
  readonly flush = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = this.held;
    this.held = '';
    if (text !== '') this.sink(text);
  };
}
