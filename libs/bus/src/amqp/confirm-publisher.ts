import { IllegalOperationError, type ConfirmChannel, type Message } from 'amqplib';
import { ConfirmWindow, type Batch } from './confirm-window';
import type { PublishOutcome, WireMessage } from './wire-message';

const DEADLINE_MS = 5_000;
/** So many messages or bytes may be on their way unconfirmed. */
const MAX_IN_FLIGHT = 2_000;
const MAX_BYTES_IN_FLIGHT = 16_000_000;
/** What waits for its turn beyond that is refused: memory stays bounded under a broker's alarm. */
const MAX_BYTES_WAITING = 64_000_000;

/**
 * Publishes on one confirm channel with a sliding window: many messages are on their way, each is confirmed, returned as
 * unroutable, or given up at the deadline. Without a channel everything is given up at once, nothing is kept.
 */
export class ConfirmPublisher {
  private channel: ConfirmChannel | undefined;
  private window = new ConfirmWindow();
  private readonly line: Batch[] = [];
  private readonly open = new Set<Batch>();
  private bytesWaiting = 0;
  private expiry: NodeJS.Timeout | undefined;
  private idleWaiters: (() => void)[] = [];

  /** From now on publishes here. */
  attach(channel: ConfirmChannel): void {
    const window = new ConfirmWindow();
    this.detach(this.channel);
    this.channel = channel;
    this.window = window;
    channel.on('ack', ({ deliveryTag, multiple }) => this.settled(window, deliveryTag, multiple, 'confirmed'));
    channel.on('nack', ({ deliveryTag, multiple }) => this.settled(window, deliveryTag, multiple, 'unconfirmed'));
    channel.on('return', (message) => returned(window, message));
  }

  /** The channel is gone: what it has not confirmed never will be. */
  detach(channel: ConfirmChannel | undefined): void {
    if (this.channel !== channel) return;
    this.channel = undefined;
    this.window = new ConfirmWindow();
    for (const batch of [...this.open]) this.end(batch);
  }

  /** The outcomes stand in the order of the messages. */
  publish(messages: readonly WireMessage[]): Promise<readonly PublishOutcome[]> {
    const outcomes = messages.map((): PublishOutcome => 'unconfirmed');
    const bytes = messages.reduce((sum, { content }) => sum + content.length, 0);
    const refused =
      this.channel === undefined || (this.bytesWaiting > 0 && this.bytesWaiting + bytes > MAX_BYTES_WAITING);
    if (refused || messages.length === 0) return Promise.resolve(outcomes);
    return new Promise((resolve) => {
      const giveUpAt = performance.now() + DEADLINE_MS;
      const batch = { messages, outcomes, next: 0, unsettled: messages.length, giveUpAt, bytes, resolve };
      this.bytesWaiting += bytes;
      this.open.add(batch);
      this.line.push(batch);
      this.watchDeadline();
      this.pump();
    });
  }

  /** Resolves when everything is confirmed or given up. */
  async idle(): Promise<void> {
    if (this.open.size > 0) await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
  }

  private pump(): void {
    for (let batch = this.line[0]; batch !== undefined; batch = this.line[0]) {
      while (batch.next < batch.messages.length) {
        if (this.window.size >= MAX_IN_FLIGHT || this.window.bytes >= MAX_BYTES_IN_FLIGHT) return;
        if (!this.sendNext(batch)) return;
      }
      this.line.shift();
    }
  }

  /** False when the channel takes nothing any more. */
  private sendNext(batch: Batch): boolean {
    const message = batch.messages[batch.next];
    if (message === undefined || this.channel === undefined) return false;
    const { exchange, routingKey, content, properties } = message;
    try {
      this.channel.publish(exchange, routingKey, content, properties);
    } catch (error) {
      // Closed this very moment: its 'close' gives up the rest.
      if (error instanceof IllegalOperationError) return false;
      this.skip(batch);
      return true;
    }
    this.window.sent(batch, batch.next, message);
    batch.next += 1;
    return true;
  }

  /** What the protocol cannot carry, such as a name over 255 bytes, must not hold up the others. */
  private skip(batch: Batch): void {
    batch.next += 1;
    batch.unsettled -= 1;
    if (batch.unsettled === 0) this.end(batch);
  }

  private settled(window: ConfirmWindow, tag: number, multiple: boolean, outcome: PublishOutcome): void {
    if (window !== this.window) return;
    for (const batch of window.settle(tag, multiple, outcome)) this.end(batch);
    this.pump();
  }

  private end(batch: Batch): void {
    if (!this.open.delete(batch)) return;
    if (batch.next < batch.messages.length) this.leaveLine(batch);
    this.bytesWaiting -= batch.bytes;
    // A copy: a late confirm must not change what was told.
    batch.resolve([...batch.outcomes]);
    if (this.open.size > 0) return;
    clearTimeout(this.expiry);
    this.expiry = undefined;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
  }

  private leaveLine(batch: Batch): void {
    batch.next = batch.messages.length;
    const position = this.line.indexOf(batch);
    if (position !== -1) this.line.splice(position, 1);
  }

  /** All batches wait equally long, so the oldest one's timer serves them all. */
  private watchDeadline(): void {
    const [oldest] = this.open;
    if (this.expiry !== undefined || oldest === undefined) return;
    const wait = Math.max(1, oldest.giveUpAt - performance.now());
    this.expiry = setTimeout(() => {
      this.expiry = undefined;
      const now = performance.now();
      for (const batch of [...this.open]) if (batch.giveUpAt <= now) this.end(batch);
      this.watchDeadline();
    }, wait);
  }
}

/** The broker returns a message before it confirms it. */
function returned(window: ConfirmWindow, { fields, properties }: Message): void {
  const id: unknown = properties.messageId;
  window.returned(fields.routingKey, typeof id === 'string' ? id : undefined);
}
