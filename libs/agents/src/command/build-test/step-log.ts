import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';

/** What the steps print: on disk in full, the beginning in memory for those who read results out of it. */
export class StepLog {
  private readonly stream: WriteStream;
  private readonly kept: Buffer[] = [];

  constructor(readonly file: string) {
    this.stream = createWriteStream(file, { mode: 0o600 });
    // A full disk shows when the log is closed; until then it must not bring the process down.
    this.stream.on('error', () => undefined);
  }

  write(chunk: Buffer | string): void {
    const bytes = Buffer.from(chunk);
    this.kept.push(bytes);
    this.stream.write(bytes);
  }

  text(): string {
    return Buffer.concat(this.kept).toString('utf8');
  }

  async close(): Promise<void> {
    if (this.stream.destroyed) return;
    this.stream.end();
    await once(this.stream, 'close');
  }
}
