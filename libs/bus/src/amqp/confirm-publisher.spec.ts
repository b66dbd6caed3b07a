import { EventEmitter } from 'node:events';
import { IllegalOperationError, type ConfirmChannel } from 'amqplib';
import { ConfirmPublisher } from './confirm-publisher';
import type { WireMessage } from './wire-message';

/** A channel that confirms nothing by itself. */
class SilentChannel extends EventEmitter {
  readonly sent: string[] = [];
  closed = false;

  publish(_exchange: string, routingKey: string): boolean {
    if (this.closed) throw new IllegalOperationError('Channel closed');
    if (routingKey.length > 255) throw new TypeError('Field too long');
    this.sent.push(routingKey);
    return true;
  }

  ack(deliveryTag: number, multiple = false): void {
    this.emit('ack', { deliveryTag, multiple });
  }

  return(routingKey: string, messageId?: string): void {
    this.emit('return', { fields: { routingKey }, properties: { messageId } });
  }
}

function message(routingKey: string, messageId?: string, bytes = 1): WireMessage {
  return {
    exchange: '',
    routingKey,
    content: Buffer.alloc(bytes),
    properties: messageId === undefined ? {} : { messageId },
  };
}

describe('publishing with confirms', () => {
  let channel: SilentChannel;
  let publisher: ConfirmPublisher;
  const asChannel = (): ConfirmChannel => channel as unknown as ConfirmChannel;
  beforeEach(() => {
    channel = new SilentChannel();
    publisher = new ConfirmPublisher();
    publisher.attach(asChannel());
  });
  afterEach(() => publisher.detach(asChannel()));

  it('tells the outcome of each message in the order of the messages', async () => {
    const outcomes = publisher.publish([message('a'), message('b'), message('c')]);
    channel.ack(2);
    channel.emit('nack', { deliveryTag: 1, multiple: false });
    channel.ack(3);
    expect(await outcomes).toEqual(['unconfirmed', 'confirmed', 'confirmed']);
  });

  it('takes one confirm for all before it', async () => {
    const [first, second] = [publisher.publish([message('a'), message('b')]), publisher.publish([message('c')])];
    channel.ack(3, true);
    expect(await Promise.all([first, second])).toEqual([['confirmed', 'confirmed'], ['confirmed']]);
  });

  it('knows which message came back, also of two that are alike', async () => {
    const outcomes = publisher.publish([message('a', '1'), message('b', '1'), message('b', '1'), message('b', '2')]);
    channel.return('b', '1');
    channel.return('b', '2');
    channel.ack(4, true);
    expect(await outcomes).toEqual(['confirmed', 'unroutable', 'confirmed', 'unroutable']);
  });

  it('gives up what is unconfirmed when the channel closes, and never hears of it again', async () => {
    const outcomes = publisher.publish([message('a'), message('b')]);
    channel.ack(1);
    publisher.detach(asChannel());
    channel.ack(2);
    expect(await outcomes).toEqual(['confirmed', 'unconfirmed']);
  });

  it('keeps nothing without a channel', async () => {
    publisher.detach(asChannel());
    expect(await publisher.publish([message('a')])).toEqual(['unconfirmed']);
    await publisher.idle();
  });

  it('gives up what a channel refuses that is closed but has not said so', async () => {
    channel.closed = true;
    const outcomes = publisher.publish([message('a')]);
    publisher.detach(asChannel());
    expect(await outcomes).toEqual(['unconfirmed']);
  });

  it('lets nothing be held up by what the protocol cannot carry', async () => {
    const outcomes = publisher.publish([message('x'.repeat(256)), message('a')]);
    channel.ack(1);
    expect(await outcomes).toEqual(['unconfirmed', 'confirmed']);
    expect(await publisher.publish([message('x'.repeat(256))])).toEqual(['unconfirmed']);
  });

  it('has a bounded number of messages on their way', async () => {
    const outcomes = publisher.publish(Array.from({ length: 2_500 }, () => message('a')));
    expect(channel.sent).toHaveLength(2_000);
    channel.ack(100, true);
    expect(channel.sent).toHaveLength(2_100);
    channel.ack(2_100, true);
    channel.ack(2_500, true);
    expect(new Set(await outcomes)).toEqual(new Set(['confirmed']));
  });

  it('has a bounded number of bytes on their way and in line', async () => {
    const megabytes = (n: number) => Array.from({ length: n }, () => message('a', undefined, 1_000_000));
    const first = publisher.publish(megabytes(60));
    expect(channel.sent).toHaveLength(16);
    expect(await publisher.publish(megabytes(10))).toEqual(megabytes(10).map(() => 'unconfirmed'));
    publisher.detach(asChannel());
    await first;
  });

  it('gives up at the deadline, and is not confused by a confirm that comes late', async () => {
    jest.useFakeTimers();
    try {
      const first = publisher.publish([message('a'), message('b')]);
      channel.ack(1);
      await jest.advanceTimersByTimeAsync(3_000);
      const second = publisher.publish([message('c')]);
      await jest.advanceTimersByTimeAsync(2_001);
      const outcomes = await first;
      channel.ack(3, true);
      expect(outcomes).toEqual(['confirmed', 'unconfirmed']);
      expect(await second).toEqual(['confirmed']);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is idle when everything is settled', async () => {
    const outcomes = publisher.publish([message('a')]);
    let idle = false;
    const idling = publisher.idle().then(() => (idle = true));
    expect(idle).toBe(false);
    channel.ack(1);
    await Promise.all([outcomes, idling]);
  });
});
