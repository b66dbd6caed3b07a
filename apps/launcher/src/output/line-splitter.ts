const MAX_PENDING = 1024 * 1024;

/** Puts pieces of a stream together to lines. */
export class LineSplitter {
  private pending = '';

  /** The lines that this piece completes, without their ends. */
  push(piece: string): string[] {
    const lines = (this.pending + piece).split('\n');
    this.pending = lines.pop() ?? '';
    if (this.pending.length > MAX_PENDING) this.pending = '';
    return lines;
  }

  /** What stands after the last line end. */
  rest(): string[] {
    const rest = this.pending === '' ? [] : [this.pending];
    this.pending = '';
    return rest;
  }
}
