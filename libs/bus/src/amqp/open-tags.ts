/** How to acknowledge: everything up to one number, and some alone. */
export interface Acknowledgement {
  readonly upTo: number | undefined;
  readonly alone: readonly number[];
}

/** The deliveries of one channel that are not settled, by their numbers. */
export class OpenTags {
  /** In ascending order, as the broker gives them out. */
  private readonly open = new Set<number>();

  get size(): number {
    return this.open.size;
  }

  add(tag: number): void {
    this.open.add(tag);
  }

  remove(tag: number): void {
    this.open.delete(tag);
  }

  clear(): void {
    this.open.clear();
  }

  /** Forgets these; as many as possible are acknowledged at once, which is those before the first one still open. */
  acknowledge(tags: readonly number[]): Acknowledgement {
    for (const tag of tags) this.open.delete(tag);
    const [firstOpen = Number.POSITIVE_INFINITY] = this.open;
    let upTo: number | undefined;
    const alone: number[] = [];
    for (const tag of tags) {
      if (tag > firstOpen) alone.push(tag);
      else upTo = Math.max(upTo ?? tag, tag);
    }
    return { upTo, alone };
  }
}
