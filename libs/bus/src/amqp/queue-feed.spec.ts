import { EventEmitter } from 'node:events';
import type { Channel, ConsumeMessage } from 'amqplib';
import { taskQueue } from '@cadre/contracts';
import { SILENT } from '../telemetry/bus-telemetry';
import { until } from '../testing/until';
import { watchChannel, type AmqpConnection } from './amqp-connection';
import { QueueFeed, type QueueFeedParts } from './queue-feed';

/** A channel of a broker that does what the test says. */
class ScriptedChannel extends EventEmitter {
  readonly said: string[] = [];
  push: ((message: ConsumeMessage | null) => void) | undefined;
  refusal: Error | undefined;

  async prefetch(count: number): Promise<void> {
    this.said.push(`prefetch ${count}`);
  }

  async consume(_queue: string, push: (message: ConsumeMessage | null) => void): Promise<{ consumerTag: string }> {
    if (this.refusal !== undefined) {
      this.end(this.refusal);
      throw this.refusal;
    }
    this.push = push;
    return { consumerTag: 'tag' };
  }

  async cancel(): Promise<void> {
    this.said.push('cancel');
  }

  async close(): Promise<void> {
    this.end();
  }

  ack({ fields }: ConsumeMessage, upTo = false): void {
    this.said.push(`ack ${upTo ? 'up to ' : ''}${fields.deliveryTag}`);
  }

  nack({ fields }: ConsumeMessage): void {
    this.said.push(`nack ${fields.deliveryTag}`);
  }

  deliver(...tags: readonly number[]): void {
    for (const deliveryTag of tags) {
      const fields = { deliveryTag, redelivered: false };
      const message = { content: Buffer.from('{}'), fields, properties: { messageId: `m${deliveryTag}` } };
      this.push?.(message as unknown as ConsumeMessage);
    }
  }

  end(error?: Error): void {
    if (error !== undefined) this.emit('error', error);
    this.emit('close');
  }
}

const refused = (code: number): Error => Object.assign(new Error('refused'), { code });

describe('a queue as the broker pushes it', () => {
  const channels: ScriptedChannel[] = [];
  const told: string[] = [];
  let room: number;
  let refusals: Error[];
  let feed: QueueFeed;

  beforeEach(() => {
    channels.length = told.length = 0;
    refusals = [];
    room = 5;
    const connection = {
      connected: true,
      answer: <T>(promise: Promise<T>): Promise<T> => promise,
      openChannel: async (onLost: (error: unknown) => void): Promise<Channel> => {
        const channel = new ScriptedChannel();
        channel.refusal = refusals.shift();
        channels.push(channel);
        watchChannel(channel as unknown as Channel, onLost);
        return channel as unknown as Channel;
      },
    };
    const parts: QueueFeedParts = {
      queue: taskQueue('testing'),
      connection: connection as unknown as AmqpConnection,
      telemetry: SILENT,
      room: () => room,
      wake: () => told.push('wake'),
      onActive: (active) => told.push(active ? 'active' : 'lost'),
      onMissing: () => told.push('missing'),
      reply: () => undefined,
    };
    feed = new QueueFeed(parts);
  });
  afterEach(() => feed.close());

  const newest = (): ScriptedChannel | undefined => channels.at(-1);
  const consuming = (n: number) => until('it consumes', () => channels.length === n && newest()?.push !== undefined);

  it('subscribes when somebody asks, with as many as there is room for', async () => {
    expect(channels).toHaveLength(0);
    expect(await feed.take(5)).toEqual([]);
    await consuming(1);
    newest()?.deliver(1, 2, 3);
    const taken = await feed.take(2);
    expect(feed.depth).toEqual({ waiting: 1, handedOut: 2 });
    await feed.settle(taken.map((message) => [message, { kind: 'done' }] as const));
    expect(newest()?.said).toEqual(['prefetch 5', 'ack up to 2']);
  });

  it.each([
    ['its channel is closed', (channel: ScriptedChannel) => channel.end(refused(406)), ['lost', 'active']],
    ['its queue vanishes', (channel: ScriptedChannel) => channel.push?.(null), ['lost', 'missing', 'active']],
    ['the queue is not found', (channel: ScriptedChannel) => channel.end(refused(404)), ['lost', 'missing', 'active']],
  ])('consumes again after %s', async (_what, happen, expected) => {
    await feed.take(5);
    await consuming(1);
    const [channel] = channels;
    if (channel === undefined) throw new TypeError('There is no channel.');
    happen(channel);
    expect(feed.active).toBe(false);
    await until('it is active', () => feed.active);
    expect(told.filter((what) => what !== 'wake')).toEqual(expected);
  });

  it('tries until the queue is there', async () => {
    refusals = [refused(404), refused(404)];
    await feed.take(5);
    await consuming(3);
    await until('it is active', () => feed.active);
  });

  it('never settles on a new channel what came over the last one', async () => {
    await feed.take(5);
    await consuming(1);
    newest()?.deliver(1, 2);
    const taken = await feed.take(1);
    newest()?.end(refused(406));
    await consuming(2);
    expect(feed.depth).toEqual({ waiting: 0, handedOut: 0 });
    await feed.settle(taken.map((message) => [message, { kind: 'done' }] as const));
    await feed.giveBack(taken);
    expect(newest()?.said).toEqual(['prefetch 5']);
  });

  it('returns what finds no taker and subscribes no more until somebody asks', async () => {
    await feed.take(5);
    await consuming(1);
    newest()?.deliver(1, 2);
    await until('both are back', () => newest()?.said.includes('nack 2') === true);
    expect(newest()?.said).toEqual(['prefetch 5', 'cancel', 'nack 1', 'nack 2']);
    room = 1;
    expect(await feed.take(1)).toEqual([]);
    await until('it subscribes again', () => newest()?.said.at(-1) === 'prefetch 1');
  });

  it('lets a message rest whose handler threw, and counts', async () => {
    await feed.take(5);
    await consuming(1);
    newest()?.deliver(1);
    const [taken] = await feed.take(1);
    if (taken !== undefined) await feed.settle([[taken, { kind: 'failed' }]]);
    expect(newest()?.said).toEqual(['prefetch 5']);
    await until('it goes back', () => newest()?.said.includes('nack 1') === true);
    newest()?.deliver(1);
    expect((await feed.take(1)).map(({ failures }) => failures)).toEqual([1]);
  });

  it('gives everything back when it closes', async () => {
    await feed.take(5);
    await consuming(1);
    newest()?.deliver(1, 2);
    await feed.take(1);
    await feed.close();
    expect(newest()?.said).toEqual(['prefetch 5', 'cancel', 'nack 2']);
    expect(newest()?.listenerCount('error')).toBe(1);
  });
});
