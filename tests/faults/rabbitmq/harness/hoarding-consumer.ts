import { connect } from 'amqplib';
import type { VhostAccess } from '@cadre/testing';

const QUEUE = 'hoard';

/** A consumer that keeps a message for ever: proves what the broker does about such. */
export class HoardingConsumer {
  private constructor(
    /** The broker's reason for closing its channel. */
    readonly closedWith: Promise<unknown>,
  ) {}

  /** Resolves when it has its message. */
  static async start(broker: VhostAccess): Promise<HoardingConsumer> {
    const connection = await connect(broker.url, { noDelay: true });
    const channel = await connection.createChannel();
    const closed = new Promise<unknown>((resolve) => channel.once('error', resolve));
    await channel.assertQueue(QUEUE, { durable: true });
    channel.sendToQueue(QUEUE, Buffer.from('mine'));
    await new Promise<void>((resolve) => void channel.consume(QUEUE, () => resolve()));
    return new HoardingConsumer(closed.finally(() => connection.close()));
  }
}
