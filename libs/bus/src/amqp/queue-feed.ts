import type { Channel, ConsumeMessage } from 'amqplib';
import type { QueueName } from '@cadre/contracts';
import type { MessageSource, Settlement, TakenMessage } from '../consume/message-source';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { AmqpConnection } from './amqp-connection';
import { FailureCounts } from './failure-counts';
import { HeldMessages } from './held-messages';
import { Pauses } from './pauses';
import { PushFlow } from './push-flow';
import { isReply, messageOf, ReplyCode } from './replies';
import { toTaken, type Answering } from './taken-message';

export interface QueueFeedParts extends Answering {
  readonly queue: QueueName;
  readonly connection: AmqpConnection;
  readonly telemetry: BusTelemetry;
  /** How many messages the consumer would like to have on hand, beyond those it is handling. */
  room(): number;
  /** Messages have arrived, or may be asked for again. */
  wake(): void;
  /** The consumer is gone from the broker, or back. */
  onActive(active: boolean): void;
  /** The queue is not at the broker. */
  onMissing(): void;
  /** Keeps a copy of a message that is dead, where the broker itself would not. */
  bury?(message: TakenMessage, reason: string): Promise<void>;
}

/** So long may a message wait here before it is returned, to be overtaken by a more urgent one. */
const PATIENCE_MS = 800;
const RETRY_MS = 250;
const SLOWEST_RETRY_MS = 2_000;

/**
 * One queue as the broker pushes it. A subscription of so many messages as the consumer wants; what then finds no taker
 * goes back with the subscription, and the next one who asks begins anew.
 */
export class QueueFeed implements MessageSource {
  private readonly flow: PushFlow;
  private readonly failures = new FailureCounts();
  private readonly pauses = new Pauses((messages) => void this.giveBack(messages));
  private held = new HeldMessages();
  private channel: Channel | undefined;
  private subscription: { readonly tag: string; readonly prefetch: number } | undefined;
  private aligning: Promise<void> | undefined;
  private alignAgain = false;
  private patience: NodeJS.Timeout | undefined;
  private retry: NodeJS.Timeout | undefined;
  private wakeScheduled = false;
  private failedAttempts = 0;
  private lost = false;
  private closed = false;

  constructor(private readonly parts: QueueFeedParts) {
    this.flow = new PushFlow(() => parts.room());
  }

  get active(): boolean {
    return !this.lost;
  }

  /** What stands here, waiting and handed out. */
  get depth(): { readonly waiting: number; readonly handedOut: number } {
    return { waiting: this.held.waiting, handedOut: this.held.handedOut };
  }

  async take(limit: number): Promise<readonly TakenMessage[]> {
    if (this.flow.ask(this.held.handedOut)) void this.align();
    return this.held.take(limit);
  }

  async giveBack(messages: readonly TakenMessage[]): Promise<void> {
    for (const message of messages) this.requeue(message);
  }

  async settle(settlements: readonly (readonly [TakenMessage, Settlement])[]): Promise<void> {
    const done: TakenMessage[] = [];
    const failed: TakenMessage[] = [];
    for (const [message, settlement] of settlements) {
      if (settlement.kind === 'failed') failed.push(message);
      else if (settlement.kind === 'requeue') this.requeue(message);
      else if (settlement.kind === 'dead') await this.reject(message, settlement.reason);
      else done.push(message);
      if (settlement.kind !== 'failed') this.failures.forget(String(message.id));
    }
    this.acknowledge(done);
    if (failed.length > 0) this.pause(failed);
  }

  /** The connection is there again. */
  reconnected(): void {
    void this.align();
  }

  /** Nothing more is taken; what nobody has seen goes back. */
  stopTaking(): void {
    this.closed = true;
    clearTimeout(this.retry);
    clearTimeout(this.patience);
    this.flow.pause();
    void this.align();
  }

  /** After the last settlement: what is still held goes back with the channel. */
  async close(): Promise<void> {
    this.stopTaking();
    this.pauses.endAll();
    await this.aligning;
    const { channel } = this;
    this.forgetChannel();
    if (channel !== undefined) await this.parts.connection.answer(channel.close()).catch(() => undefined);
  }

  /** Brings the subscription to what is wanted now; one run at a time. */
  private async align(): Promise<void> {
    this.alignAgain = true;
    this.aligning ??= this.alignAll();
    await this.aligning;
  }

  private async alignAll(): Promise<void> {
    try {
      while (this.alignAgain) {
        this.alignAgain = false;
        await this.alignOnce();
      }
    } catch (error) {
      this.retryLater(error);
    } finally {
      this.aligning = undefined;
    }
  }

  private async alignOnce(): Promise<void> {
    if (!this.parts.connection.connected) return;
    const { wanted } = this.flow;
    if (this.subscription !== undefined && this.subscription.prefetch !== wanted) await this.unsubscribe();
    if (wanted === 0) this.rest();
    else if (this.subscription === undefined && !this.closed) await this.subscribe(wanted);
  }

  private async subscribe(prefetch: number): Promise<void> {
    const { connection, queue } = this.parts;
    const channel = this.channel ?? (await this.openChannel());
    await connection.answer(channel.prefetch(prefetch));
    const consuming = channel.consume(queue, (message) => this.pushed(channel, message));
    const { consumerTag: tag } = await connection.answer(consuming);
    if (this.channel !== channel) return;
    this.subscription = { tag, prefetch };
    this.failedAttempts = 0;
    this.nowLost(false);
  }

  private async unsubscribe(): Promise<void> {
    const { channel, subscription } = this;
    this.subscription = undefined;
    if (channel !== undefined && subscription !== undefined) {
      await this.parts.connection.answer(channel.cancel(subscription.tag));
    }
  }

  private async openChannel(): Promise<Channel> {
    const channel = await this.parts.connection.openChannel((error) => {
      if (this.channel === channel) this.channelLost(error);
    });
    this.channel = channel;
    this.held = new HeldMessages();
    return channel;
  }

  private pushed(channel: Channel, message: ConsumeMessage | null): void {
    if (channel !== this.channel) return;
    if (message === null) return this.cancelled();
    const taken = toTaken(message, this.parts, (id) => this.failures.of(id));
    this.held.add(taken, message, performance.now());
    this.watchPatience();
    this.scheduleWake();
  }

  /** All that arrived in one piece is the next batch. */
  private scheduleWake(): void {
    if (this.wakeScheduled) return;
    this.wakeScheduled = true;
    setImmediate(() => {
      this.wakeScheduled = false;
      this.parts.wake();
    });
  }

  /** The queue was deleted; the channel lives on. */
  private cancelled(): void {
    this.subscription = undefined;
    this.retryLater(new Error('The broker cancelled the consumer.'));
    this.parts.onMissing();
  }

  private channelLost(error: unknown): void {
    this.forgetChannel();
    if (this.closed) return;
    this.retryLater(error);
    if (isReply(error, ReplyCode.NotFound)) this.parts.onMissing();
  }

  /** What was handed out here cannot be settled any more: the broker delivers it again. */
  private forgetChannel(): void {
    this.channel = undefined;
    this.subscription = undefined;
    this.held = new HeldMessages();
    clearTimeout(this.patience);
    this.patience = undefined;
  }

  private retryLater(error: unknown): void {
    if (this.closed) return;
    this.nowLost(true);
    const fields = { queue: this.parts.queue, error: messageOf(error) };
    if (this.failedAttempts === 0) this.parts.telemetry.log('warn', 'consumer lost, taking it up again', fields);
    const wait = Math.min(SLOWEST_RETRY_MS, RETRY_MS * 2 ** this.failedAttempts);
    this.failedAttempts = Math.min(this.failedAttempts + 1, 5);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.align(), wait);
  }

  private nowLost(lost: boolean): void {
    if (this.lost === lost) return;
    this.lost = lost;
    this.parts.onActive(!lost);
  }

  private watchPatience(): void {
    this.patience ??= setTimeout(() => this.lookForOverdue(), PATIENCE_MS);
  }

  private lookForOverdue(): void {
    this.patience = undefined;
    const since = this.held.waitingSince;
    if (since === undefined) return;
    const left = since + PATIENCE_MS - performance.now();
    if (left > 0) {
      this.patience = setTimeout(() => this.lookForOverdue(), left);
      return;
    }
    this.flow.pause();
    void this.align();
  }

  private rest(): void {
    this.nowLost(false);
    if (this.held.waiting === 0) return;
    for (const message of this.held.take(Number.POSITIVE_INFINITY)) this.requeue(message);
    // Whoever has room from now on asks, and begins anew.
    if (!this.closed) this.scheduleWake();
  }

  private requeue(message: TakenMessage): void {
    const held = this.held.release(message);
    if (held !== undefined) this.tell((channel) => channel.nack(held, false, true));
  }

  private async reject(message: TakenMessage, reason: string): Promise<void> {
    await this.parts.bury?.(message, reason);
    const held = this.held.release(message);
    if (held !== undefined) this.tell((channel) => channel.reject(held, false));
  }

  private acknowledge(messages: readonly TakenMessage[]): void {
    const { upTo, alone } = this.held.acknowledge(messages);
    this.tell((channel) => {
      if (upTo !== undefined) channel.ack(upTo, true);
      for (const message of alone) channel.ack(message);
    });
  }

  /** Not at once: what made its handler throw may pass. */
  private pause(messages: readonly TakenMessage[]): void {
    for (const { id } of messages) this.failures.add(String(id));
    this.pauses.start(messages);
  }

  /** A channel that closed this very moment has taken its deliveries back already. */
  private tell(say: (channel: Channel) => void): void {
    if (this.channel === undefined) return;
    try {
      say(this.channel);
    } catch (error) {
      this.parts.telemetry.log('warn', 'settlement not sent', { queue: this.parts.queue, error: messageOf(error) });
    }
  }
}
