import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from 'node:fs';

const ROTATE_ABOVE_BYTES = 20 * 1024 * 1024;

/** The log file of one service. One older file is kept; a disk that is full loses lines, never the service. */
export class ServiceLog {
  private file: number | undefined;
  private size = 0;

  constructor(private readonly path: string) {}

  /** Appends whole lines. */
  append(text: string): void {
    try {
      const file = this.file ?? this.open();
      this.size += writeSync(file, text);
      if (this.size > ROTATE_ABOVE_BYTES) this.rotate();
    } catch {
      this.close();
    }
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private open(): number {
    this.size = existsSync(this.path) ? statSync(this.path).size : 0;
    this.file = openSync(this.path, 'a', 0o600);
    return this.file;
  }

  private rotate(): void {
    this.close();
    renameSync(this.path, `${this.path}.1`);
  }
}
