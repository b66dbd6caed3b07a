import type { ConsumeMessage } from 'amqplib';
import { isInboxAddress, isInboxOf, type Envelope } from '@cadre/contracts';
import type { TakenMessage } from '../consume/message-source';
import type { ReplyTarget } from '../inbox/requests';
import { teamOfBrokerUser } from './topology/broker-permissions';

export interface Answering {
  reply(target: ReplyTarget, answer: Envelope): void;
}

/** How much of a body tells messages apart that have no id. */
const TELLING_LENGTH = 200;

/** A pushed message as the consumer sees it. `failuresOf` knows how often it came to nothing here. */
export function toTaken(
  { content, fields, properties }: ConsumeMessage,
  answering: Answering,
  failuresOf: (id: string) => number,
): TakenMessage {
  const body = content.toString();
  const id = textOf(properties.messageId) ?? body.slice(0, TELLING_LENGTH);
  const sender = textOf(properties.userId);
  const target = targetOf(textOf(properties.replyTo), textOf(properties.correlationId), sender);
  return {
    id,
    body,
    deliveries: fields.redelivered ? 2 : 1,
    failures: failuresOf(id),
    ...(sender !== undefined && { sender }),
    reply: (answer) => {
      if (target !== undefined) answering.reply(target, answer);
    },
  };
}

/** Anything else than an inbox could be somebody's queue, and a worker may ask for answers to its own team only. */
function targetOf(
  address: string | undefined,
  correlationId: string | undefined,
  sender: string | undefined,
): ReplyTarget | undefined {
  if (address === undefined || !isInboxAddress(address)) return undefined;
  const team = sender === undefined ? undefined : teamOfBrokerUser(sender);
  if (team !== undefined && !isInboxOf(team, address)) return undefined;
  return { address, requestNo: Number(correlationId) };
}

/** Properties come from outside; amqplib does not type them. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
