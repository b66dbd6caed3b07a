import type { Options } from 'amqplib';
import type { InboxAddress, QueueName, Topic } from '@cadre/contracts';
import { Exchange } from '@cadre/contracts';
import type { ReplyTarget } from '../inbox/requests';
import type { OutgoingMessage } from '../work-bus.port';
import { brokerPriority } from './priorities';
import { kindOf } from './topology/queue-kinds';

/** A message ready for the wire. */
export interface WireMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly properties: Options.Publish;
}

export type PublishOutcome = 'confirmed' | 'unroutable' | 'unconfirmed';

const NOTHING = Buffer.alloc(0);

/** Nothing is persistent: the database is the only keeper (I5). */
const BASE = { mandatory: true, persistent: false, contentType: 'application/json' } as const;

/** `user` must be the one the connection logged in as: the broker refuses any other. */
export function toWork(
  queue: QueueName,
  { envelope, priority, ttlMs }: OutgoingMessage,
  user: string,
  replyTo: ReplyTarget | null,
): WireMessage {
  const { exchange, prioritised, maxTtlMs } = kindOf(queue);
  return {
    exchange,
    routingKey: queue,
    content: Buffer.from(JSON.stringify(envelope)),
    properties: {
      ...BASE,
      messageId: envelope.id,
      type: envelope.type,
      userId: user,
      ...(prioritised && { priority: brokerPriority(priority) }),
      ...(ttlMs !== undefined && { expiration: expiration(ttlMs, maxTtlMs) }),
      ...(replyTo !== null && { replyTo: replyTo.address, correlationId: String(replyTo.requestNo) }),
    },
  };
}

/** To one process; inboxes are found by their names. */
export function toInbox(address: string, note: string, user: string): WireMessage {
  const properties = { ...BASE, userId: user };
  return { exchange: '', routingKey: address, content: Buffer.from(note), properties };
}

/** Nothing but the question whether somebody is there. */
export function toPing(address: InboxAddress, user: string): WireMessage {
  return { exchange: '', routingKey: address, content: NOTHING, properties: { mandatory: true, userId: user } };
}

/** Not mandatory: mostly somebody listens, and nobody may. */
export function toBroadcast(topic: Topic, body: string, user: string): WireMessage {
  const properties = { ...BASE, mandatory: false, userId: user };
  return { exchange: Exchange.Events, routingKey: topic, content: Buffer.from(body), properties };
}

/** A copy for people, of a message nobody could read. */
export function toDead(key: string, body: string, reason: string, queue: string): WireMessage {
  const headers = { 'x-cadre-reason': reason.slice(0, 1_000), 'x-cadre-queue': queue };
  const properties = { ...BASE, headers };
  return { exchange: Exchange.DeadLetters, routingKey: key, content: Buffer.from(body), properties };
}

function expiration(ttlMs: number, maxTtlMs: number): number {
  return Math.max(0, Math.min(Math.ceil(ttlMs), maxTtlMs));
}
