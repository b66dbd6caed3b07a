import type { TakenMessage } from '../consume/message-source';

const PAUSE_MS = 1_000;

/** Messages that rest before they are tried again: what made their handler throw may pass. */
export class Pauses {
  private readonly running = new Map<NodeJS.Timeout, readonly TakenMessage[]>();

  constructor(private readonly end: (messages: readonly TakenMessage[]) => void) {}

  start(messages: readonly TakenMessage[]): void {
    const timer = setTimeout(() => {
      this.running.delete(timer);
      this.end(messages);
    }, PAUSE_MS);
    this.running.set(timer, messages);
  }

  /** Nobody waits any longer. */
  endAll(): void {
    for (const [timer, messages] of this.running) {
      clearTimeout(timer);
      this.end(messages);
    }
    this.running.clear();
  }
}
