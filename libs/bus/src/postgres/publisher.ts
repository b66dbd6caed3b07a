import type { QueueName } from '@cadre/contracts';
import { MicroBatcher } from '../batching/micro-batcher';
import type { ReplyTarget } from '../inbox/requests';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { OutgoingMessage, PublishResult } from '../work-bus.port';
import type { BusConnection } from './bus-connection';
import { channelOf } from './channel';
import { unlessQueueFull } from './notification-queue';
import { PUBLISH } from './sql/publish.sql';

const DEFAULT_PRIORITY = 5;
const MIN_PRIORITY = 1;
const MAX_PRIORITY = 9;
const MAX_CHUNK_MESSAGES = 500;
/** A message costs its body and this much for its row. */
const ROW_COST = 1_000;
const MAX_BATCH_COST = 1_000_000;
const MAX_WAITING_COST = 64_000_000;
const DEADLINE_MS = 5_000;

interface Chunk {
  readonly queue: QueueName;
  readonly messages: readonly OutgoingMessage[];
  readonly bodies: readonly string[];
  readonly replyTo: ReplyTarget | null;
}

/** Publishes in micro-batches over all queues; what cannot be confirmed within the deadline is given up. */
export class Publisher {
  private readonly batcher: MicroBatcher<Chunk, void>;

  constructor(
    private readonly connection: BusConnection,
    private readonly telemetry: BusTelemetry,
  ) {
    this.batcher = new MicroBatcher({
      run: (chunks) => this.insert(chunks),
      sizeOf: (chunk) => chunk.bodies.reduce((sum, body) => sum + body.length + ROW_COST, 0),
      maxBatchSize: MAX_BATCH_COST,
      maxWaitingSize: MAX_WAITING_COST,
      deadlineMs: DEADLINE_MS,
    });
  }

  async publish(
    queue: QueueName,
    messages: readonly OutgoingMessage[],
    replyTo: ReplyTarget | null = null,
  ): Promise<readonly PublishResult[]> {
    const chunks: Promise<readonly PublishResult[]>[] = [];
    for (let start = 0; start < messages.length; start += MAX_CHUNK_MESSAGES) {
      chunks.push(this.publishChunk(queue, messages.slice(start, start + MAX_CHUNK_MESSAGES), replyTo));
    }
    return (await Promise.all(chunks)).flat();
  }

  stop(): Promise<void> {
    return this.batcher.stop();
  }

  private async publishChunk(
    queue: QueueName,
    messages: readonly OutgoingMessage[],
    replyTo: ReplyTarget | null,
  ): Promise<readonly PublishResult[]> {
    const bodies = messages.map((message) => JSON.stringify(message.envelope));
    try {
      await this.batcher.add({ queue, messages, bodies, replyTo });
      this.telemetry.published(queue, messages.length, 'confirmed');
      return messages.map(() => ({ ok: true }));
    } catch (error) {
      this.telemetry.published(queue, messages.length, 'unconfirmed');
      this.telemetry.log('warn', 'publish not confirmed', { queue, messages: messages.length, error });
      return messages.map(() => ({ ok: false, reason: 'unconfirmed' }));
    }
  }

  private async insert(chunks: readonly Chunk[]): Promise<readonly void[]> {
    const rows = chunks.flatMap((chunk) => chunk.messages.map((message, index) => ({ chunk, message, index })));
    const columns = [
      rows.map(({ chunk }) => chunk.queue),
      rows.map(({ message }) => priorityOf(message)),
      rows.map(({ chunk, index }) => chunk.bodies[index]),
      rows.map(({ chunk }) => chunk.replyTo?.address ?? null),
      rows.map(({ chunk }) => chunk.replyTo?.requestNo ?? null),
      rows.map(({ message }) => (message.ttlMs === undefined ? null : Math.ceil(message.ttlMs))),
    ];
    const channels = [...new Set(chunks.map((chunk) => channelOf(chunk.queue)))];
    await unlessQueueFull(
      () => this.connection.query(PUBLISH, [...columns, channels]),
      () => this.connection.query(PUBLISH, [...columns, []]),
    );
    return chunks.map(() => undefined);
  }
}

/** One message's odd number must not fail the strangers in its batch. */
function priorityOf({ priority = DEFAULT_PRIORITY }: OutgoingMessage): number {
  return Math.min(MAX_PRIORITY, Math.max(MIN_PRIORITY, Math.round(priority)));
}
