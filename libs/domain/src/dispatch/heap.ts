/** A binary heap: the item that `before` puts in front of all others is always at hand. */
export class Heap<Item> {
  private readonly items: Item[];

  constructor(
    items: Iterable<Item>,
    private readonly before: (a: Item, b: Item) => boolean,
  ) {
    this.items = [...items];
    for (let i = (this.items.length >> 1) - 1; i >= 0; i--) this.sink(i);
  }

  peek(): Item | undefined {
    return this.items[0];
  }

  pop(): Item | undefined {
    const first = this.items[0];
    const last = this.items.pop();
    if (last !== undefined && this.items.length > 0) {
      this.items[0] = last;
      this.sink(0);
    }
    return first;
  }

  /** Puts the first item back in its place after its order has changed. */
  settle(): void {
    this.sink(0);
  }

  private sink(start: number): void {
    const item = this.items[start];
    if (item === undefined) return;
    let hole = start;
    for (let child = this.smallerChild(hole); child !== undefined; child = this.smallerChild(hole)) {
      if (!this.before(child.item, item)) break;
      this.items[hole] = child.item;
      hole = child.index;
    }
    this.items[hole] = item;
  }

  private smallerChild(parent: number): { item: Item; index: number } | undefined {
    const index = 2 * parent + 1;
    const left = this.items[index];
    const right = this.items[index + 1];
    if (left === undefined) return undefined;
    return right !== undefined && this.before(right, left) ? { item: right, index: index + 1 } : { item: left, index };
  }
}
