import { randomBytes } from 'node:crypto';
import type { Envelope, InboxAddress, QueueName } from '@cadre/contracts';
import { ConnectionClock } from '../connection/connection-clock';
import { withDeadline } from '../connection/deadline';
import { ConsumerLoop } from '../consume/consumer-loop';
import { ConsumerRegistry } from '../consume/consumer-registry';
import { BusStoppedError, BusUnavailableError, InboxError } from '../errors';
import { writeNote } from '../inbox/inbox-note';
import { type ReplyTarget, Requests } from '../inbox/requests';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
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
import { BusConnection } from './bus-connection';
import { DepthReader } from './depth-reader';
import { InboxReader } from './inbox-reader';
import { InboxWriter } from './inbox-writer';
import { ListeningSession } from './listening-session';
import { Poller } from './poller';
import { Publisher } from './publisher';
import { QueueSource } from './queue-source';
import { checkSchemaVersion } from './schema/check-schema-version';
import { SESSION_OPTIONS } from './session-settings';
import { Settler } from './settler';
import { OPEN_INBOXES } from './sql/inbox.sql';

export interface PgBusOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  readonly telemetry: BusTelemetry;
}

const START_TIMEOUT_MS = 10_000;
const DRAIN_TIMEOUT_MS = 10_000;

/**
 * The work port on PostgreSQL: two connections per process, one for statements and one that listens and whose advisory
 * locks stand for the process. All state of a message is in its row.
 */
export class PgWorkBus implements WorkBus {
  readonly deadLetters = null;
  private readonly sessionKey = randomBytes(8).readBigInt64BE().toString();
  private readonly clock = new ConnectionClock();
  private readonly consumers: ConsumerRegistry;
  private readonly statements: BusConnection;
  private readonly listening: ListeningSession;
  private readonly publisher: Publisher;
  private readonly settler: Settler;
  private readonly inboxWriter: InboxWriter;
  private readonly requests: Requests;
  private readonly depthReader: DepthReader;
  private readonly poller: Poller;
  private readonly reconnectListeners = new Set<() => void>();
  private inbox: InboxReader | undefined;
  private stopping: Promise<void> | undefined;

  constructor(private readonly options: PgBusOptions) {
    const { url, applicationName, telemetry } = options;
    const { sessionKey } = this;
    const onStateChange = (): void => this.stateChanged();
    this.consumers = new ConsumerRegistry(telemetry);
    this.statements = new BusConnection({
      ...{ url, telemetry, onStateChange, onOpen: checkSchemaVersion },
      name: `${applicationName} bus`,
      sessionOptions: SESSION_OPTIONS.statements,
    });
    this.listening = new ListeningSession({
      ...{ url, telemetry, onStateChange, sessionKey },
      name: `${applicationName} bus listen`,
      onReconnected: () => this.reconnected(),
    });
    this.publisher = new Publisher(this.statements, telemetry);
    this.settler = new Settler(this.statements, sessionKey, telemetry);
    this.inboxWriter = new InboxWriter(this.statements);
    this.depthReader = new DepthReader(this.statements);
    this.requests = new Requests({
      telemetry,
      inbox: () => this.inbox?.address,
      publish: async (queue, message, replyTo) => (await this.publisher.publish(queue, [message], replyTo))[0],
    });
    this.poller = new Poller({
      ...{ statements: this.statements, sessionKey, telemetry },
      listening: this.listening.connection,
      queues: () => this.consumers.queues,
      inbox: () => this.inbox?.address ?? null,
      onReady: (name) => this.ready(name),
      onSweep: () => this.listening.renewInbox(),
    });
  }

  async start(): Promise<void> {
    if (this.stopping !== undefined) throw new BusStoppedError('The bus was stopped.');
    this.statements.start();
    this.listening.connection.start();
    this.poller.start();
    await Promise.all([this.statements.ready(START_TIMEOUT_MS), this.listening.connection.ready(START_TIMEOUT_MS)]);
  }

  stop(): Promise<void> {
    this.stopping ??= this.drainAndClose();
    return this.stopping;
  }

  publish(queue: QueueName, messages: readonly OutgoingMessage[]): Promise<readonly PublishResult[]> {
    return this.publisher.publish(queue, messages);
  }

  async consume(queue: QueueName, handler: BatchHandler, options: ConsumeOptions): Promise<Consumer> {
    if (this.stopping !== undefined) throw new BusStoppedError('The bus was stopped.');
    const { statements: connection, sessionKey, settler } = this;
    const reply = (target: ReplyTarget, answer: Envelope): void => this.reply(target, answer);
    const source = new QueueSource({ queue, connection, sessionKey, settler, reply });
    const { telemetry } = this.options;
    const onClosed = (): void => this.closed(queue, consumer);
    const consumer = new ConsumerLoop({ ...options, queue, source, handler, telemetry, onClosed });
    this.consumers.add(queue, consumer);
    await this.listening.listen(queue, () => this.ready(queue));
    consumer.wake();
    this.poller.pollNow();
    return consumer;
  }

  depth(queue: QueueName): Promise<QueueDepth> {
    return this.depthReader.depth(queue);
  }

  request(queue: QueueName, message: OutgoingMessage, options: { timeoutMs: number }): Promise<Envelope> {
    return this.requests.ask(queue, message, options.timeoutMs);
  }

  async openInbox(address: InboxAddress, handler: (message: Envelope) => void): Promise<void> {
    if (this.inbox !== undefined)
      throw new InboxError(`This process has the inbox ${this.inbox.address} open already.`);
    const { requests, statements: connection } = this;
    const inbox = new InboxReader({ address, handler, requests, connection, telemetry: this.options.telemetry });
    this.inbox = inbox;
    try {
      await this.listening.listen(address, (payload) => inbox.notified(payload));
      await this.listening.openInbox(address);
    } catch (error) {
      this.inbox = undefined;
      await this.listening.unlisten(address);
      throw error;
    }
  }

  async send(address: InboxAddress, message: OutgoingMessage): Promise<boolean> {
    try {
      return await this.inboxWriter.send(address, writeNote({ envelope: message.envelope }));
    } catch (error) {
      this.options.telemetry.log('warn', 'message to an inbox not sent', { address, error });
      return false;
    }
  }

  async openInboxes(among: readonly InboxAddress[]): Promise<ReadonlySet<InboxAddress>> {
    const rows = await this.statements.query(OPEN_INBOXES, [among]);
    // Only openInbox writes addresses there.
    return new Set(rows.map((row) => row.address as InboxAddress));
  }

  onReconnect(listener: () => void): () => void {
    this.reconnectListeners.add(listener);
    return () => this.reconnectListeners.delete(listener);
  }

  health(): BusHealth {
    return { ...this.clock.state, consumers: this.consumers.size };
  }

  private reply({ address, requestNo }: ReplyTarget, answer: Envelope): void {
    this.inboxWriter.answer(address, writeNote({ answers: requestNo, envelope: answer })).catch((error: unknown) => {
      this.options.telemetry.log('warn', 'answer not sent', { address, error });
    });
  }

  private ready(name: string): void {
    if (name === this.inbox?.address) this.inbox.collect();
    else this.consumers.wake(name);
  }

  private closed(queue: QueueName, consumer: ConsumerLoop): void {
    this.consumers.remove(consumer);
    if (!this.consumers.queues.includes(queue)) void this.listening.unlisten(queue);
  }

  private reconnected(): void {
    this.inbox?.collect();
    this.consumers.wakeAll();
    this.poller.pollNow();
    for (const listener of this.reconnectListeners) listener();
  }

  private stateChanged(): void {
    this.clock.update(this.statements.connected && this.listening.connection.connected);
  }

  /** First no new work, then what runs, then what it had to say; last the connections and with them the locks. */
  private async drainAndClose(): Promise<void> {
    const overdue = (): Error => new BusUnavailableError('The bus did not drain in time.');
    await withDeadline(this.drain(), DRAIN_TIMEOUT_MS, overdue).catch((error: unknown) => {
      this.options.telemetry.log('warn', 'bus stopped without draining', { error });
    });
    this.requests.stop();
    await this.poller.stop();
    await Promise.all([this.statements.close(), this.listening.connection.close()]);
  }

  private async drain(): Promise<void> {
    await this.consumers.closeAll();
    await Promise.all([this.publisher.stop(), this.settler.stop(), this.inboxWriter.stop()]);
  }
}
