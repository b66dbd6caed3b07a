const MOST_BYTES = 64 * 1024;

/** The end of what a command prints: that is where it says why it failed. */
export class OutputTail {
  private chunks: Buffer[] = [];
  private size = 0;
  private total = 0;

  add(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    this.total += chunk.length;
    if (this.size > 4 * MOST_BYTES) this.shorten();
  }

  read(): { readonly output: string; readonly is_cut: boolean } {
    this.shorten();
    return { output: Buffer.concat(this.chunks).toString('utf8'), is_cut: this.total > MOST_BYTES };
  }

  private shorten(): void {
    const end = Buffer.concat(this.chunks).subarray(-MOST_BYTES);
    this.chunks = [end];
    this.size = end.length;
  }
}
