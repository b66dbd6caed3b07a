import { REQUESTS_DEAD_KEY, type Envelope, type InboxAddress, type QueueName } from '@cadre/contracts';
import { ConnectionClock } from '../connection/connection-clock';
import { withDeadline } from '../connection/deadline';
import { ConsumerLoop } from '../consume/consumer-loop';
import type { TakenMessage } from '../consume/message-source';
import { BusStoppedError, BusUnavailableError, InboxError } from '../errors';
import { writeNote } from '../inbox/inbox-note';
import { Requests, type ReplyTarget } from '../inbox/requests';
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
import type { AmqpAddress } from './address';
import { AmqpConnection, type FreshConnection } from './amqp-connection';
import { AmqpDeadLetterBoard } from './amqp-dead-letter-board';
import { AmqpPublishing } from './amqp-publishing';
import { DepthChecker } from './depth-checker';
import { FeedRegistry } from './feed-registry';
import { InboxQueue } from './inbox-queue';
import { QueueFeed } from './queue-feed';
import { messageOf } from './replies';
import type { BrokerRole } from './topology/broker-permissions';
import { isRequestQueue } from './topology/queue-kinds';
import { TopologyKeeper } from './topology/topology-keeper';
import { toDead, toInbox, toPing, toWork, type PublishOutcome } from './wire-message';

export interface AmqpBusOptions {
  readonly address: AmqpAddress;
  readonly role: BrokerRole;
  /** Whose queues an orchestrator declares; undefined while it is not known. */
  installationId?(): string | undefined;
  /** Shown in the management UI. */
  readonly applicationName: string;
  readonly telemetry: BusTelemetry;
}

const START_TIMEOUT_MS = 10_000;
const DRAIN_TIMEOUT_MS = 10_000;

/**
 * The work port on RabbitMQ: one connection that publishes and one that consumes, each with what it needs declared anew
 * whenever it is made. Nothing is kept here while the broker is away.
 */
export class AmqpWorkBus implements WorkBus {
  private readonly clock = new ConnectionClock();
  private readonly feeds: FeedRegistry;
  private readonly publishing: AmqpPublishing;
  private readonly consuming: AmqpConnection;
  private readonly topology: TopologyKeeper;
  readonly deadLetters: AmqpDeadLetterBoard;
  private readonly depths: DepthChecker<QueueName>;
  private readonly requests: Requests;
  private readonly reconnectListeners = new Set<() => void>();
  private inbox: InboxQueue | undefined;
  /** The consuming connection is there and everything on it was taken up again. */
  private resumed = false;
  private wasConnected = false;
  private stopping: Promise<void> | undefined;

  constructor(private readonly options: AmqpBusOptions) {
    const { address, applicationName: name, telemetry } = options;
    const onStateChange = (): void => this.stateChanged();
    const onOpen = (fresh: FreshConnection): Promise<void> => this.topology.declareOn(fresh);
    this.feeds = new FeedRegistry(telemetry);
    this.publishing = new AmqpPublishing({ address, telemetry, onOpen, onStateChange, name: `${name} publish` });
    this.consuming = new AmqpConnection({
      ...{ address, telemetry, onOpen, onStateChange, name: `${name} consume` },
      onConnected: () => void this.resume(),
    });
    const onRestored = (): void => this.tellReconnected();
    const installationId = (): string | undefined => options.installationId?.();
    this.topology = new TopologyKeeper({
      ...{ role: options.role, address, telemetry, connection: this.consuming },
      ...{ installationId, onRestored },
    });
    this.depths = new DepthChecker(this.consuming, (queue) => this.topology.restore(queue));
    const { publishing, consuming: connection } = this;
    const onMissing = (): void => this.topology.restore();
    this.deadLetters = new AmqpDeadLetterBoard({ publishing, connection, onMissing });
    this.requests = new Requests({
      telemetry,
      inbox: () => this.inbox?.address,
      publish: async (queue, message, replyTo) => (await this.publishWork(queue, [message], replyTo))[0],
    });
  }

  async start(): Promise<void> {
    if (this.stopping !== undefined) throw new BusStoppedError('The bus was stopped.');
    this.publishing.connection.start();
    this.consuming.start();
    await Promise.all([this.publishing.connection.ready(START_TIMEOUT_MS), this.consuming.ready(START_TIMEOUT_MS)]);
  }

  stop(): Promise<void> {
    this.stopping ??= this.drainAndClose();
    return this.stopping;
  }

  publish(queue: QueueName, messages: readonly OutgoingMessage[]): Promise<readonly PublishResult[]> {
    return this.publishWork(queue, messages, null);
  }

  async consume(queue: QueueName, handler: BatchHandler, options: ConsumeOptions): Promise<Consumer> {
    if (this.stopping !== undefined) throw new BusStoppedError('The bus was stopped.');
    if (this.consuming.connected) await this.topology.know(queue);
    const { telemetry } = this.options;
    const feed: QueueFeed = new QueueFeed({
      ...{ queue, telemetry, connection: this.consuming },
      room: () => roomOf(loop, options),
      wake: () => loop.wake(),
      reply: (target, answer) => this.reply(target, answer),
      onActive: (active) => this.feeds.activeChanged(feed, active, () => this.tellReconnected()),
      onMissing: () => this.missing(feed, queue),
      ...(isRequestQueue(queue) && { bury: (message, reason) => this.bury(queue, message, reason) }),
    });
    const onClosed = (): void => feed.stopTaking();
    const loop: ConsumerLoop = new ConsumerLoop({ ...options, queue, handler, telemetry, source: feed, onClosed });
    const close = (): Promise<void> => this.feeds.close(feed, loop);
    this.feeds.add(feed, queue, loop);
    loop.wake();
    return { setCredit: (n) => loop.setCredit(n), close };
  }

  async depth(queue: QueueName): Promise<QueueDepth> {
    const ready = await this.depths.ready(queue);
    const { waiting, handedOut } = this.feeds.depthOf(queue);
    return { ready: ready + waiting, unsettled: handedOut };
  }

  request(queue: QueueName, message: OutgoingMessage, options: { timeoutMs: number }): Promise<Envelope> {
    return this.requests.ask(queue, message, options.timeoutMs);
  }

  async openInbox(address: InboxAddress, handler: (message: Envelope) => void): Promise<void> {
    if (this.inbox !== undefined)
      throw new InboxError(`This process has the inbox ${this.inbox.address} open already.`);
    const { requests, consuming: connection } = this;
    const inbox = new InboxQueue({ address, handler, requests, connection, telemetry: this.options.telemetry });
    this.inbox = inbox;
    try {
      await inbox.open();
    } catch (error) {
      this.inbox = undefined;
      throw error;
    }
  }

  async send(address: InboxAddress, message: OutgoingMessage): Promise<boolean> {
    const note = writeNote({ envelope: message.envelope });
    const [outcome] = await this.publishing.publish([note], (text) => toInbox(address, text, this.user));
    if (outcome === 'unconfirmed') this.options.telemetry.log('warn', 'message to an inbox not sent', { address });
    return outcome === 'confirmed';
  }

  async openInboxes(among: readonly InboxAddress[]): Promise<ReadonlySet<InboxAddress>> {
    const outcomes = await this.publishing.publish(among, (address) => toPing(address, this.user));
    if (outcomes.includes('unconfirmed')) throw new BusUnavailableError('Not all inboxes could be asked.');
    return new Set(among.filter((_, index) => outcomes[index] === 'confirmed'));
  }

  onReconnect(listener: () => void): () => void {
    this.reconnectListeners.add(listener);
    return () => this.reconnectListeners.delete(listener);
  }

  health(): BusHealth {
    return { ...this.clock.state, consumers: this.feeds.active };
  }

  private get user(): string {
    return this.options.address.user;
  }

  private async publishWork(
    queue: QueueName,
    messages: readonly OutgoingMessage[],
    replyTo: ReplyTarget | null,
  ): Promise<readonly PublishResult[]> {
    const outcomes = await this.publishing.publish(messages, (message) => toWork(queue, message, this.user, replyTo));
    this.countPublished(queue, outcomes);
    return outcomes.map((outcome) => (outcome === 'confirmed' ? CONFIRMED : { ok: false, reason: outcome }));
  }

  private countPublished(queue: QueueName, outcomes: readonly PublishOutcome[]): void {
    for (const outcome of ['confirmed', 'unroutable', 'unconfirmed'] as const) {
      const messages = outcomes.filter((one) => one === outcome).length;
      if (messages === 0) continue;
      this.options.telemetry.published(queue, messages, outcome);
      if (outcome === 'confirmed') continue;
      this.options.telemetry.log('warn', 'publish not confirmed', { queue, messages, outcome });
      if (outcome === 'unroutable') this.topology.restore(queue);
    }
  }

  private reply({ address, requestNo }: ReplyTarget, answer: Envelope): void {
    const note = writeNote({ answers: requestNo, envelope: answer });
    void this.publishing
      .publish([note], (text) => toInbox(address, text, this.user))
      .then(([outcome]) => {
        if (outcome === 'confirmed') return;
        this.options.telemetry.log('warn', 'answer not sent', { address, outcome });
      });
  }

  /** Request queues have no dead-letter exchange of their own, or every request that expires would end there. */
  private async bury(queue: QueueName, { body }: TakenMessage, reason: string): Promise<void> {
    await this.publishing.publish([body], (text) => toDead(REQUESTS_DEAD_KEY, text, reason, queue));
  }

  private missing(feed: QueueFeed, queue: QueueName): void {
    if (this.topology.mayDeclare) this.topology.restore(queue);
    else this.feeds.markMissing(feed);
  }

  /** Connected again: first what others address us by, then what we take. */
  private async resume(): Promise<void> {
    await this.inbox?.reopen();
    this.feeds.reconnected();
    this.resumed = this.consuming.connected;
    this.stateChanged();
  }

  private stateChanged(): void {
    if (!this.consuming.connected) this.resumed = false;
    const { connection } = this.publishing;
    // A broker that takes nothing is away: whoever is silent now may not have been heard.
    const connected = connection.connected && !connection.blocked && this.resumed;
    const came = connected && !this.clock.state.connected;
    this.clock.update(connected);
    if (!came) return;
    if (this.wasConnected) this.tellReconnected();
    this.wasConnected = true;
  }

  private tellReconnected(): void {
    for (const listener of this.reconnectListeners) {
      try {
        listener();
      } catch (error) {
        this.options.telemetry.log('error', 'reconnect listener failed', { error: messageOf(error) });
      }
    }
  }

  /** First no new work, then what runs, then what it had to say; last the connections and with them the inbox. */
  private async drainAndClose(): Promise<void> {
    const overdue = (): Error => new BusUnavailableError('The bus did not drain in time.');
    await withDeadline(this.drain(), DRAIN_TIMEOUT_MS, overdue).catch((error: unknown) => {
      this.options.telemetry.log('warn', 'bus stopped without draining', { error });
    });
    this.requests.stop();
    this.inbox?.close();
    await Promise.all([this.publishing.connection.close(), this.consuming.close()]);
  }

  private async drain(): Promise<void> {
    await this.feeds.closeAll();
    await this.publishing.idle();
  }
}

const CONFIRMED: PublishResult = { ok: true };

/** Without a limit of its own a consumer has one batch more on hand than it is handling. */
function roomOf(loop: ConsumerLoop, { maxBatch, concurrency = 1 }: ConsumeOptions): number {
  return Number.isFinite(loop.creditLeft) ? loop.creditLeft : maxBatch * (concurrency + 1);
}
