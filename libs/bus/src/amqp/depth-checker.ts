import type { Channel } from 'amqplib';
import { BusUnavailableError } from '../errors';
import type { AmqpConnection } from './amqp-connection';
import { isReply, messageOf, ReplyCode } from './replies';

/** Asks the broker how many messages wait in a queue. It does not tell how many are handed out to others. */
export class DepthChecker<Queue extends string> {
  private channel: Promise<Channel> | undefined;

  constructor(
    private readonly connection: AmqpConnection,
    private readonly onMissing: (queue: Queue) => void,
  ) {}

  /** 0 for a queue that is not there. Rejects with BusUnavailableError. */
  async ready(queue: Queue): Promise<number> {
    try {
      const channel = await this.opened();
      return (await this.connection.answer(channel.checkQueue(queue))).messageCount;
    } catch (error) {
      if (!isReply(error, ReplyCode.NotFound)) throw toUnavailable(error);
      this.onMissing(queue);
      return 0;
    }
  }

  /** The broker closes the channel that asked for a queue that is not there. */
  private async opened(): Promise<Channel> {
    this.channel ??= this.connection.openChannel(() => (this.channel = undefined));
    try {
      return await this.channel;
    } catch (error) {
      this.channel = undefined;
      throw error;
    }
  }
}

function toUnavailable(error: unknown): Error {
  if (error instanceof BusUnavailableError) return error;
  return new BusUnavailableError(`The broker did not tell: ${messageOf(error)}`, { cause: error });
}
