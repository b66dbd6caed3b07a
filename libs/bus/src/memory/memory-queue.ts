/** A message of the in-memory broker. */
export interface MemoryMessage {
  readonly id: number;
  readonly priority: number;
  readonly body: string;
  readonly replyTo: { readonly address: string; readonly requestNo: number } | null;
  readonly expiresAt: number;
  /** Who has it now; null while it waits. */
  holder: object | null;
  /** Not handed out before this time. */
  restsUntil: number;
  deliveries: number;
  failures: number;
}

/** One queue: the most urgent first, then the oldest. */
export class MemoryQueue {
  private messages: MemoryMessage[] = [];
  readonly wakers = new Set<() => void>();

  add(message: MemoryMessage): void {
    this.messages.push(message);
    this.messages.sort((a, b) => a.priority - b.priority || a.id - b.id);
  }

  take(limit: number, holder: object, now: number): MemoryMessage[] {
    this.messages = this.messages.filter((message) => message.holder !== null || message.expiresAt > now);
    const ready = this.messages
      .filter((message) => message.holder === null && message.restsUntil <= now)
      .slice(0, limit);
    for (const message of ready) {
      message.holder = holder;
      message.deliveries += 1;
    }
    return ready;
  }

  remove(message: MemoryMessage): void {
    this.messages = this.messages.filter((other) => other !== message);
  }

  heldBy(holder: object): readonly MemoryMessage[] {
    return this.messages.filter((message) => message.holder === holder);
  }

  purge(): void {
    this.messages = [];
  }

  depth(now: number): { readonly ready: number; readonly unsettled: number } {
    const unsettled = this.messages.filter((message) => message.holder !== null || message.restsUntil > now).length;
    const live = this.messages.filter((message) => message.holder !== null || message.expiresAt > now).length;
    return { ready: live - unsettled, unsettled };
  }

  wake(): void {
    for (const waker of this.wakers) waker();
  }
}
