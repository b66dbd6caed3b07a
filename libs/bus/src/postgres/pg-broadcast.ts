import { randomUUID } from 'node:crypto';
import { checkMessage, decodeMessage, type Decoded, type Envelope, type Topic } from '@cadre/contracts';
import { MicroBatcher } from '../batching/micro-batcher';
import type { Broadcast, Subscription } from '../broadcast.port';
import { withDeadline } from '../connection/deadline';
import { BusStoppedError, BusUnavailableError } from '../errors';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import { packBroadcast, readBroadcastNote, type Announcement } from './broadcast-packing';
import { BusConnection } from './bus-connection';
import { channelOf } from './channel';
import { SESSION_OPTIONS } from './session-settings';
import { BROADCAST, READ_PARCEL } from './sql/broadcast.sql';
import { TopicListener } from './topic-listener';

export interface PgBroadcastOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  readonly telemetry: BusTelemetry;
}

const PARCEL_LIFETIME_MS = 60_000;
const MAX_BATCH_COST = 1_000_000;
/** What is more is lost, and counted: nobody's memory is worth a hint. */
const MAX_WAITING_COST = 16_000_000;
const ROW_COST = 200;
const DEADLINE_MS = 5_000;
const DRAIN_MS = 2_000;

/**
 * The broadcast port on LISTEN/NOTIFY, on connections of its own: one to publish, opened by the first publish, and one
 * to listen, opened by the first subscription.
 */
export class PgBroadcast implements Broadcast {
  private readonly publishing: BusConnection;
  private readonly listener: TopicListener;
  private readonly batcher: MicroBatcher<Announcement, void>;
  private readonly subscribers = new Map<Topic, Set<(envelope: Envelope) => void>>();
  private readonly gapListeners = new Set<() => void>();
  private publishingStarted = false;
  private stopping: Promise<void> | undefined;

  constructor(private readonly options: PgBroadcastOptions) {
    const { url, applicationName, telemetry } = options;
    const name = `${applicationName} broadcast`;
    this.publishing = new BusConnection({ url, name, sessionOptions: SESSION_OPTIONS.statements, telemetry });
    this.listener = new TopicListener({ url, name: `${name} listen`, telemetry, onGap: () => this.gap() });
    this.batcher = new MicroBatcher({
      run: (batch) => this.announce(batch),
      sizeOf: ({ body }) => body.length + ROW_COST,
      maxBatchSize: MAX_BATCH_COST,
      maxWaitingSize: MAX_WAITING_COST,
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
    if (!this.publishingStarted && this.stopping === undefined) {
      this.publishingStarted = true;
      this.publishing.start();
    }
    this.batcher.add({ topic, body: JSON.stringify(envelope) }).catch((error: unknown) => {
      this.options.telemetry.broadcastLost(topic, 1);
      this.options.telemetry.log('warn', 'broadcast lost', { topic, error });
    });
  }

  async subscribe(topic: Topic, listener: (envelope: Envelope) => void): Promise<Subscription> {
    const listeners = this.subscribers.get(topic) ?? new Set();
    this.subscribers.set(topic, listeners);
    listeners.add(listener);
    if (listeners.size === 1) await this.listener.listen(channelOf(topic), (text) => void this.receive(topic, text));
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
    await this.listener.unlisten(channelOf(topic));
  }

  private async announce(batch: readonly Announcement[]): Promise<readonly void[]> {
    const { notes, parcels } = packBroadcast(batch, randomUUID);
    await this.publishing.query(BROADCAST, [
      notes.map(({ topic }) => channelOf(topic)),
      notes.map(({ text }) => text),
      parcels.map(({ id }) => id),
      parcels.map(({ topic }) => topic),
      parcels.map(({ body }) => body),
      PARCEL_LIFETIME_MS,
    ]);
    return batch.map(() => undefined);
  }

  private async receive(topic: Topic, text: string): Promise<void> {
    const note = readBroadcastNote(text);
    if (note === null) return this.unreadable(topic, 'not a broadcast');
    if ('envelopes' in note) {
      for (const envelope of note.envelopes) this.deliver(topic, checkMessage(envelope));
      return;
    }
    try {
      const rows = await this.listener.connection.query(READ_PARCEL, [note.parcel]);
      // A parcel goes when its time is over, and with the database when that forgets.
      if (rows.length === 0) this.gap();
      for (const { body } of rows) this.deliver(topic, decodeMessage(body));
    } catch {
      this.gap();
    }
  }

  private deliver(topic: Topic, decoded: Decoded): void {
    if (!decoded.ok) return this.unreadable(topic, decoded.fault);
    for (const listener of this.subscribers.get(topic) ?? []) {
      try {
        listener(decoded.envelope);
      } catch (error) {
        this.options.telemetry.log('error', 'broadcast listener failed', { topic, error });
      }
    }
  }

  private unreadable(topic: Topic, fault: string): void {
    this.options.telemetry.log('warn', 'unreadable broadcast', { topic, fault });
  }

  private gap(): void {
    for (const listener of this.gapListeners) listener();
  }

  private async drainAndClose(): Promise<void> {
    const drained = withDeadline(this.batcher.stop(), DRAIN_MS, () => new BusUnavailableError('Not drained in time.'));
    await drained.catch(() => undefined);
    this.subscribers.clear();
    await Promise.all([this.publishing.close(), this.listener.close()]);
  }
}
