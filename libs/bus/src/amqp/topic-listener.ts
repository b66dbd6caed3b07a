import { randomUUID } from 'node:crypto';
import type { Channel, ConsumeMessage } from 'amqplib';
import { Exchange, listenerQueue, type Topic } from '@cadre/contracts';
import { BusUnavailableError } from '../errors';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { AmqpAddress } from './address';
import { AmqpConnection } from './amqp-connection';
import { messageOf } from './replies';
import { CLASSIC } from './topology/queue-kinds';

export interface TopicListenerParts {
  readonly address: AmqpAddress;
  readonly name: string;
  readonly telemetry: BusTelemetry;
  receive(topic: string, body: string): void;
  /** Messages may have been missed. */
  onGap(): void;
}

const READY_TIMEOUT_MS = 10_000;

/**
 * Listens on a connection and a queue of its own, which are there only while somebody listens. Whatever breaks, the
 * connection is made anew with all its topics, and the gap is told.
 */
export class TopicListener {
  private readonly connection: AmqpConnection;
  private readonly topics = new Set<Topic>();
  private session: { readonly channel: Channel; readonly queue: string } | undefined;
  private line: Promise<void> = Promise.resolve();
  private listened = false;
  private closed = false;

  constructor(private readonly parts: TopicListenerParts) {
    const { address, name, telemetry } = parts;
    const onConnected = (): void => void this.inTurn(() => this.resume());
    this.connection = new AmqpConnection({ address, name, telemetry, onConnected });
  }

  /** Resolves when the broker knows of it. Rejects with BusUnavailableError when that takes too long; it goes on trying. */
  async listen(topic: Topic): Promise<void> {
    this.topics.add(topic);
    this.connection.start();
    await this.connection.ready(READY_TIMEOUT_MS);
    await this.inTurn(() => this.bind(topic));
  }

  async unlisten(topic: Topic): Promise<void> {
    this.topics.delete(topic);
    await this.inTurn(() => this.unbind(topic));
  }

  async close(): Promise<void> {
    this.closed = true;
    this.topics.clear();
    await this.connection.close();
  }

  private inTurn(act: () => Promise<void>): Promise<void> {
    const turn = this.line.then(act).catch((error: unknown) => {
      if (this.closed) return;
      // Somebody was told that we listen, so what comes until we do is a gap.
      this.listened = true;
      this.parts.telemetry.log('warn', 'listening failed, trying again', { error: messageOf(error) });
      this.connection.renew(new BusUnavailableError(messageOf(error)));
    });
    this.line = turn;
    return turn;
  }

  private async resume(): Promise<void> {
    this.session = undefined;
    const isGap = this.listened;
    for (const topic of this.topics) await this.bind(topic);
    if (isGap && this.topics.size > 0) this.parts.onGap();
  }

  private async bind(topic: Topic): Promise<void> {
    if (!this.topics.has(topic) || !this.connection.connected) return;
    const { channel, queue } = (this.session ??= await this.openSession());
    await this.connection.answer(channel.bindQueue(queue, Exchange.Events, topic));
    this.listened = true;
  }

  private async unbind(topic: Topic): Promise<void> {
    const { session } = this;
    if (session === undefined || this.topics.has(topic) || !this.connection.connected) return;
    if (this.topics.size > 0) {
      await this.connection.answer(session.channel.unbindQueue(session.queue, Exchange.Events, topic));
      return;
    }
    // Nobody listens any more: the queue goes with its consumer.
    this.session = undefined;
    await this.connection.answer(session.channel.close());
  }

  private async openSession(): Promise<{ readonly channel: Channel; readonly queue: string }> {
    const { connection } = this;
    const queue = listenerQueue(randomUUID());
    const channel = await connection.openChannel((error) => {
      if (this.session?.channel === channel) connection.renew(new BusUnavailableError(messageOf(error)));
    });
    await connection.answer(channel.assertExchange(Exchange.Events, 'topic', { durable: true }));
    const options = { exclusive: true, autoDelete: true, durable: false, arguments: CLASSIC };
    await connection.answer(channel.assertQueue(queue, options));
    await connection.answer(channel.consume(queue, (message) => this.pushed(message), { noAck: true }));
    return { channel, queue };
  }

  private pushed(message: ConsumeMessage | null): void {
    if (message !== null) return this.parts.receive(message.fields.routingKey, message.content.toString());
    this.connection.renew(new BusUnavailableError('The listening queue was deleted.'));
  }
}
