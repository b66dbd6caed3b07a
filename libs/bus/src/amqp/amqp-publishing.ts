import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { AmqpAddress } from './address';
import { AmqpConnection, watchChannel, type FreshConnection } from './amqp-connection';
import { ConfirmPublisher } from './confirm-publisher';
import { BusUnavailableError } from '../errors';
import type { PublishOutcome, WireMessage } from './wire-message';

export interface AmqpPublishingParts {
  readonly address: AmqpAddress;
  readonly name: string;
  readonly telemetry: BusTelemetry;
  /** Declares what must be there before the first message. */
  readonly onOpen: (fresh: FreshConnection) => Promise<void>;
  onStateChange?(): void;
}

/** A connection that only publishes: a broker short of memory stops reading from it, and nobody else suffers. */
export class AmqpPublishing {
  readonly connection: AmqpConnection;
  private readonly publisher = new ConfirmPublisher();

  constructor(parts: AmqpPublishingParts) {
    this.connection = new AmqpConnection({ ...parts, onOpen: (fresh) => this.openChannel(fresh, parts) });
  }

  /** The outcomes stand in the order of the items. While the broker is away nothing is even written. */
  async publish<T>(items: readonly T[], write: (item: T) => WireMessage): Promise<readonly PublishOutcome[]> {
    if (!this.connection.connected) return items.map(() => 'unconfirmed');
    return this.publisher.publish(items.map(write));
  }

  /** Lets what is under way be confirmed, or given up at its deadline. */
  idle(): Promise<void> {
    return this.publisher.idle();
  }

  /** A channel the broker closes means that an exchange is gone, or a right: a new connection sets up everything anew. */
  private async openChannel(fresh: FreshConnection, { onOpen }: AmqpPublishingParts): Promise<void> {
    await onOpen(fresh);
    const channel = await fresh.createConfirmChannel();
    watchChannel(channel, (error) => {
      this.publisher.detach(channel);
      this.connection.renew(error instanceof Error ? error : new BusUnavailableError('The channel was closed.'));
    });
    this.publisher.attach(channel);
  }
}
