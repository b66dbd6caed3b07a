import type { Envelope, InboxAddress, QueueName } from '@cadre/contracts';
import { ConsumerRegistry } from '../consume/consumer-registry';
import { ConsumerLoop } from '../consume/consumer-loop';
import { BusStoppedError, BusUnavailableError, InboxError } from '../errors';
import { readNote, writeNote } from '../inbox/inbox-note';
import { Requests } from '../inbox/requests';
import { SILENT, type BusTelemetry } from '../telemetry/bus-telemetry';
import type {
  BatchHandler,
  BusHealth,
  Consumer,
  ConsumeOptions,
  OutgoingMessage,
  PublishResult,
  QueueDepth,
  WorkBus,
} from '../work-bus.port';
import type { MemoryBroker, NewMessage } from './memory-broker';
import { MemoryDeadLetterBoard } from './memory-dead-letter-board';
import type { MemoryMessage } from './memory-queue';
import { MemoryQueueSource } from './memory-queue-source';

const DEFAULT_PRIORITY = 5;

/** The work port in memory: the same rules, one process. For tests of those who use the port. */
export class MemoryWorkBus implements WorkBus {
  readonly deadLetters: MemoryDeadLetterBoard;
  private readonly requests: Requests;
  private readonly consumers: ConsumerRegistry;
  private readonly reconnectListeners = new Set<() => void>();
  private inbox: { readonly address: InboxAddress; handle(message: Envelope): void } | undefined;
  private since = performance.now();
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly broker: MemoryBroker,
    private readonly telemetry: BusTelemetry = SILENT,
  ) {
    this.consumers = new ConsumerRegistry(telemetry);
    this.deadLetters = new MemoryDeadLetterBoard(broker, this);
    this.requests = new Requests({
      telemetry,
      inbox: () => this.inbox?.address,
      publish: async (queue, message, replyTo) => this.publishTo(queue, [message], replyTo)[0],
    });
  }

  async start(): Promise<void> {
    if (this.stopping !== undefined) throw new BusStoppedError('The bus was stopped.');
    if (this.connected) return;
    if (!this.broker.available) throw new BusUnavailableError('The in-memory broker is away.');
    this.broker.connect(this, { receive: (text) => this.receive(text), reconnected: () => this.reconnected() });
    this.since = performance.now();
  }

  stop(): Promise<void> {
    this.stopping ??= this.drainAndClose();
    return this.stopping;
  }

  async publish(queue: QueueName, messages: readonly OutgoingMessage[]): Promise<readonly PublishResult[]> {
    return this.publishTo(queue, messages, null);
  }

  async consume(queue: QueueName, handler: BatchHandler, options: ConsumeOptions): Promise<Consumer> {
    if (this.stopping !== undefined) throw new BusStoppedError('The bus was stopped.');
    const source = new MemoryQueueSource(this.broker, queue, this);
    const wake = (): void => consumer.wake();
    const { wakers } = this.broker.queue(queue);
    const onClosed = (): void => {
      wakers.delete(wake);
      this.consumers.remove(consumer);
    };
    const consumer = new ConsumerLoop({ ...options, queue, source, handler, telemetry: this.telemetry, onClosed });
    wakers.add(wake);
    this.consumers.add(queue, consumer);
    consumer.wake();
    return consumer;
  }

  async depth(queue: QueueName): Promise<QueueDepth> {
    if (!this.connected) throw new BusUnavailableError('The in-memory broker is away.');
    return this.broker.queue(queue).depth(performance.now());
  }

  request(queue: QueueName, message: OutgoingMessage, options: { timeoutMs: number }): Promise<Envelope> {
    return this.requests.ask(queue, message, options.timeoutMs);
  }

  async openInbox(address: InboxAddress, handler: (message: Envelope) => void): Promise<void> {
    if (this.inbox !== undefined)
      throw new InboxError(`This process has the inbox ${this.inbox.address} open already.`);
    if (!this.broker.openInbox(this, address)) throw new InboxError(`The inbox ${address} is open in another process.`);
    this.inbox = { address, handle: handler };
  }

  async send(address: InboxAddress, message: OutgoingMessage): Promise<boolean> {
    return this.connected && this.broker.sendTo(address, writeNote({ envelope: message.envelope }));
  }

  async openInboxes(among: readonly InboxAddress[]): Promise<ReadonlySet<InboxAddress>> {
    if (!this.connected) throw new BusUnavailableError('The in-memory broker is away.');
    // Only openInbox writes addresses there.
    const open = this.broker.openInboxes() as readonly InboxAddress[];
    return new Set(open.filter((address) => among.includes(address)));
  }

  onReconnect(listener: () => void): () => void {
    this.reconnectListeners.add(listener);
    return () => this.reconnectListeners.delete(listener);
  }

  health(): BusHealth {
    return { connected: this.connected, since: this.since, consumers: this.consumers.size };
  }

  private get connected(): boolean {
    return this.broker.isConnected(this);
  }

  private publishTo(
    queue: QueueName,
    messages: readonly OutgoingMessage[],
    replyTo: MemoryMessage['replyTo'],
  ): readonly PublishResult[] {
    if (!this.connected) return messages.map(() => ({ ok: false, reason: 'unconfirmed' }));
    this.broker.publish(
      queue,
      messages.map((message) => toNewMessage(message, replyTo)),
    );
    this.telemetry.published(queue, messages.length, 'confirmed');
    return messages.map(() => ({ ok: true }));
  }

  private receive(text: string): void {
    const note = readNote(text);
    if (note === null) return;
    if (note.answers !== undefined) this.requests.answered(note.answers, note.envelope);
    else this.handle(note.envelope);
  }

  private handle(message: Envelope): void {
    try {
      this.inbox?.handle(message);
    } catch (error) {
      this.telemetry.log('error', 'inbox handler failed', { type: message.type, error });
    }
  }

  private reconnected(): void {
    this.since = performance.now();
    this.consumers.wakeAll();
    for (const listener of this.reconnectListeners) listener();
  }

  private async drainAndClose(): Promise<void> {
    await this.consumers.closeAll();
    this.requests.stop();
    this.broker.disconnect(this);
  }
}

function toNewMessage(message: OutgoingMessage, replyTo: MemoryMessage['replyTo']): NewMessage {
  const { envelope, priority = DEFAULT_PRIORITY, ttlMs = null } = message;
  return { priority, body: JSON.stringify(envelope), replyTo, ttlMs };
}
