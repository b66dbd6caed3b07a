import { connect, type Channel, type ChannelModel, type ConfirmChannel } from 'amqplib';

/** One user's connection to a broker, and what the broker says to what that user tries. */
export class AmqpUser {
  private constructor(
    private readonly connection: ChannelModel,
    private readonly channels: Channel[] = [],
  ) {}

  static async connect(url: string): Promise<AmqpUser> {
    const connection = await connect(url, { noDelay: true });
    connection.on('error', () => undefined);
    return new AmqpUser(connection);
  }

  /** `allowed`, or the code of the broker's refusal. */
  async tries(attempt: (channel: ConfirmChannel) => unknown): Promise<'allowed' | number> {
    const channel = await this.connection.createConfirmChannel();
    const refused = new Promise<number>((resolve) => {
      channel.on('error', (error: { code?: number }) => resolve(error.code ?? 0));
    });
    const allowed = Promise.resolve(attempt(channel))
      .then(() => channel.waitForConfirms())
      .then(() => 'allowed' as const)
      // The channel says why it was closed in its event.
      .catch(() => refused);
    const verdict = await Promise.race([allowed, refused]);
    if (verdict === 'allowed') this.channels.push(channel);
    return verdict;
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
