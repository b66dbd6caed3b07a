import { decodeMessage, Exchange, type Envelope, type Topic } from '@cadre/contracts';
import { MicroBatcher } from '../batching/micro-batcher';
import type { Broadcast, Subscription } from '../broadcast.port';
import { withDeadline } from '../connection/deadline';
import { BusStoppedError, BusUnavailableError } from '../errors';
import { watchChannel, type FreshConnection } from './amqp-connection';
import { AmqpPublishing } from './amqp-publishing';
import type { AmqpBusOptions } from './amqp-work-bus';
import { TopicListener } from './topic-listener';
import { toBroadcast, type PublishOutcome, type WireMessage } from './wire-message';

type Announcement = WireMessage & { readonly topic: Topic };

const MAX_BATCH_BYTES = 1_000_000;
/** What is more is lost, and counted: nobody's memory is worth a hint. */
const MAX_WAITING_BYTES = 16_000_000;
const MESSAGE_COST = 200;
const DEADLINE_MS = 5_000;
const DRAIN_MS = 2_000;

/**
 * The broadcast port on a topic exchange, on connections of its own: one to publish, opened by the first publish, and one
 * to listen, opened by the first subscription.
 */
export class AmqpBroadcast implements Broadcast {
  private readonly publishing: AmqpPublishing;
  private readonly listener: TopicListener;
  private readonly batcher: MicroBatcher<Announcement, PublishOutcome>;
  private readonly subscribers = new Map<string, Set<(envelope: Envelope) => void>>();
  private readonly gapListeners = new Set<() => void>();
  private stopping: Promise<void> | undefined;

  constructor(private readonly options: AmqpBusOptions) {
    const { address, applicationName, telemetry } = options;
    const name = `${applicationName} broadcast`;
    this.publishing = new AmqpPublishing({ address, telemetry, name, onOpen: declareEvents });
    this.listener = new TopicListener({
      ...{ address, telemetry, name: `${name} listen` },
      receive: (topic, body) => this.receive(topic, body),
      onGap: () => this.gap(),
    });
    this.batcher = new MicroBatcher({
      run: (batch) => this.announce(batch),
      sizeOf: ({ content }) => content.length + MESSAGE_COST,
      maxBatchSize: MAX_BATCH_BYTES,
      maxWaitingSize: MAX_WAITING_BYTES,
      deadlineMs: DEADLINE_MS,
    });
  }

  /** Nothing is connected before it is needed: a program that may not wait for its broker can start without it. */
  async start(): Promise<void> {
    if (this.stopping !== undefined) throw new BusStoppedError('The bus was stopped.');
  }

  stop(): Promise<void> {
    this.stopping ??= this.drainAndClose();
    return this.stopping;
  }

  publish(topic: Topic, envelope: Envelope): void {
    if (this.stopping === undefined) this.publishing.connection.start();
    const message = toBroadcast(topic, JSON.stringify(envelope), this.options.address.user);
    this.batcher.add({ ...message, topic }).then(
      (outcome) => outcome === 'confirmed' || this.lost(topic, new BusUnavailableError('Not confirmed.')),
      (error: unknown) => this.lost(topic, error),
    );
  }

  async subscribe(topic: Topic, listener: (envelope: Envelope) => void): Promise<Subscription> {
    const listeners = this.subscribers.get(topic) ?? new Set();
    this.subscribers.set(topic, listeners);
    listeners.add(listener);
    if (listeners.size === 1) await this.listener.listen(topic);
    return { close: () => this.unsubscribe(topic, listener) };
  }

  onGap(listener: () => void): () => void {
    this.gapListeners.add(listener);
    return () => this.gapListeners.delete(listener);
  }

  private async unsubscribe(topic: Topic, listener: (envelope: Envelope) => void): Promise<void> {
    const listeners = this.subscribers.get(topic);
    if (listeners?.delete(listener) !== true || listeners.size > 0) return;
    this.subscribers.delete(topic);
    await this.listener.unlisten(topic);
  }

  private async announce(batch: readonly Announcement[]): Promise<readonly PublishOutcome[]> {
    await this.publishing.connection.ready(DEADLINE_MS);
    return this.publishing.publish(batch, (message) => message);
  }

  private receive(topic: string, body: string): void {
    const decoded = decodeMessage(body);
    if (!decoded.ok) {
      this.options.telemetry.log('warn', 'unreadable broadcast', { topic, fault: decoded.fault });
      return;
    }
    for (const listener of this.subscribers.get(topic) ?? []) {
      try {
        listener(decoded.envelope);
      } catch (error) {
        this.options.telemetry.log('error', 'broadcast listener failed', { topic, error });
      }
    }
  }

  private lost(topic: Topic, error: unknown): void {
    this.options.telemetry.broadcastLost(topic, 1);
    this.options.telemetry.log('warn', 'broadcast lost', { topic, error });
  }

  private gap(): void {
    for (const listener of this.gapListeners) listener();
  }

  private async drainAndClose(): Promise<void> {
    const drained = withDeadline(this.batcher.stop(), DRAIN_MS, () => new BusUnavailableError('Not drained in time.'));
    await drained.catch(() => undefined);
    this.subscribers.clear();
    await Promise.all([this.publishing.connection.close(), this.listener.close()]);
  }
}

/** Gateways and orchestrators both may, so neither waits for the other. */
async function declareEvents(fresh: FreshConnection): Promise<void> {
  const channel = await fresh.createChannel();
  watchChannel(channel, () => undefined);
  await channel.assertExchange(Exchange.Events, 'topic', { durable: true });
  await channel.close();
}
