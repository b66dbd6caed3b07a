import { deadLetterQueue, Exchange } from '@cadre/contracts';
import type { DeadLetterBoard, DeadLetterCopy, PublishResult } from '../work-bus.port';
import type { AmqpConnection } from './amqp-connection';
import type { AmqpPublishing } from './amqp-publishing';
import { DepthChecker } from './depth-checker';
import { brokerPriority } from './priorities';
import type { WireMessage } from './wire-message';

export interface AmqpDeadLetterBoardParts {
  readonly publishing: AmqpPublishing;
  /** Where to ask how many there are. */
  readonly connection: AmqpConnection;
  /** Something is missing at the broker. */
  onMissing(): void;
}

/** The queues `cadre.dlq.<team>`, as people see them in the management UI. */
export class AmqpDeadLetterBoard implements DeadLetterBoard {
  private readonly depths: DepthChecker<string>;

  constructor(private readonly parts: AmqpDeadLetterBoardParts) {
    this.depths = new DepthChecker(parts.connection, () => parts.onMissing());
  }

  async show(team: string, copies: readonly DeadLetterCopy[]): Promise<readonly PublishResult[]> {
    const outcomes = await this.parts.publishing.publish(copies, (copy) => toMessage(team, copy));
    if (outcomes.includes('unroutable')) this.parts.onMissing();
    return outcomes.map((outcome) => (outcome === 'confirmed' ? { ok: true } : { ok: false, reason: outcome }));
  }

  count(team: string): Promise<number> {
    return this.depths.ready(deadLetterQueue(team));
  }
}

/**
 * Persistent, unlike everything else: nobody publishes it again soon, and it is to outlive a restart of the broker.
 * Without the user: a shovel that moves the copy publishes it as somebody else, and the broker would refuse that.
 */
function toMessage(team: string, { envelope, priority, headers }: DeadLetterCopy): WireMessage {
  return {
    exchange: Exchange.DeadLetters,
    routingKey: team,
    content: Buffer.from(JSON.stringify(envelope)),
    properties: {
      mandatory: true,
      persistent: true,
      contentType: 'application/json',
      messageId: envelope.id,
      type: envelope.type,
      priority: brokerPriority(priority),
      timestamp: Math.floor(Date.parse(envelope.time) / 1000),
      headers,
    },
  };
}
