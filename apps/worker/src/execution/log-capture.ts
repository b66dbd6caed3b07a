import type { LogLevel } from '@cadre/agents';

export interface CapturedLine {
  readonly line_no: number;
  readonly at: string;
  readonly level: LogLevel;
  readonly message: string;
}

const MAX_LINES = 1_000;
const MAX_LINE_CHARACTERS = 2_000;
const MAX_CHARACTERS = 200_000;

/** The log of one attempt, bounded: the last line says when more was dropped. */
export class LogCapture {
  private readonly captured: CapturedLine[] = [];
  private characters = 0;
  private dropped = 0;

  add(level: LogLevel, message: string, at: Date): void {
    const shown = message.length > MAX_LINE_CHARACTERS ? `${message.slice(0, MAX_LINE_CHARACTERS)}…` : message;
    if (this.captured.length >= MAX_LINES || this.characters + shown.length > MAX_CHARACTERS) {
      this.dropped += 1;
      return;
    }
    this.characters += shown.length;
    this.captured.push({ line_no: this.captured.length + 1, at: at.toISOString(), level, message: shown });
  }

  lines(at: Date): readonly CapturedLine[] {
    if (this.dropped === 0) return this.captured;
    const message = `${this.dropped} more lines were dropped`;
    return [...this.captured, { line_no: this.captured.length + 1, at: at.toISOString(), level: 'warn', message }];
  }
}
