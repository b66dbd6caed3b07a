import type { Channel, ConsumeMessage } from 'amqplib';
import type { Envelope, InboxAddress } from '@cadre/contracts';
import { InboxError } from '../errors';
import { readNote } from '../inbox/inbox-note';
import type { Requests } from '../inbox/requests';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { AmqpConnection } from './amqp-connection';
import { isReply, messageOf, ReplyCode } from './replies';
import { CLASSIC } from './topology/queue-kinds';

export interface InboxQueueParts {
  readonly address: InboxAddress;
  readonly connection: AmqpConnection;
  readonly requests: Requests;
  readonly telemetry: BusTelemetry;
  handler(message: Envelope): void;
}

const RETRY_MS = 500;

/** The exclusive queue of this process: it dies with its connection, and while it lives nobody else can have it. */
export class InboxQueue {
  private channel: Channel | undefined;
  private reopening: Promise<void> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly parts: InboxQueueParts) {}

  get address(): InboxAddress {
    return this.parts.address;
  }

  /** Rejects with InboxError when another connection has it. */
  async open(): Promise<void> {
    const { connection, address } = this.parts;
    const channel = await connection.openChannel((error) => this.lost(channel, error));
    try {
      const options = { exclusive: true, autoDelete: true, durable: false, arguments: CLASSIC };
      await connection.answer(channel.assertQueue(address, options));
      const consuming = channel.consume(address, (message) => this.receive(channel, message), { noAck: true });
      await connection.answer(consuming);
      this.channel = channel;
    } catch (error) {
      if (!isReply(error, ReplyCode.ResourceLocked)) throw error;
      throw new InboxError(`The inbox ${address} is open in another process.`, { cause: error });
    }
  }

  /** Opens it again, as soon as the broker has noticed that its last connection is gone. */
  reopen(): Promise<void> {
    clearTimeout(this.retry);
    this.reopening ??= this.tryAgain().finally(() => (this.reopening = undefined));
    return this.reopening;
  }

  private async tryAgain(): Promise<void> {
    if (this.closed) return;
    try {
      await this.open();
    } catch (error) {
      const fields = { address: this.address, error: messageOf(error) };
      this.parts.telemetry.log('warn', 'inbox not open, trying again', fields);
      this.retryLater();
    }
  }

  close(): void {
    this.closed = true;
    this.channel = undefined;
    clearTimeout(this.retry);
  }

  private receive(channel: Channel, message: ConsumeMessage | null): void {
    if (message === null) return this.deleted(channel);
    // Nothing in it: somebody only asks whether we are there.
    if (message.content.length === 0) return;
    const note = readNote(message.content.toString());
    if (note === null)
      return this.parts.telemetry.log('warn', 'unreadable message in the inbox', { address: this.address });
    if (note.answers !== undefined) this.parts.requests.answered(note.answers, note.envelope);
    else this.handle(note.envelope);
  }

  private handle(message: Envelope): void {
    try {
      this.parts.handler(message);
    } catch (error) {
      this.parts.telemetry.log('error', 'inbox handler failed', { type: message.type, error });
    }
  }

  private deleted(channel: Channel): void {
    channel.close().catch(() => undefined);
  }

  private lost(channel: Channel, error: unknown): void {
    if (channel !== this.channel) return;
    this.channel = undefined;
    if (this.closed || !this.parts.connection.connected) return;
    this.parts.telemetry.log('warn', 'inbox lost', { address: this.address, error: messageOf(error) });
    this.retryLater();
  }

  private retryLater(): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.reopen(), RETRY_MS);
  }
}
