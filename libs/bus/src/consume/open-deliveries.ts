import { decodeMessage, type Envelope } from '@cadre/contracts';
import type { Delivery } from '../work-bus.port';
import type { Settlement, TakenMessage } from './message-source';

/** After so many deliveries that ended without a verdict a message is poison: it may be what kills its consumers. */
export const MAX_FAILURES = 10;

export interface OpenedDelivery {
  readonly taken: TakenMessage;
  readonly delivery: Delivery;
}

export interface OpenedBatch {
  readonly deliveries: readonly OpenedDelivery[];
  readonly dead: readonly (readonly [TakenMessage, Settlement])[];
}

/** Parts what a handler may see from what nobody will ever be able to handle. */
export function openDeliveries(taken: readonly TakenMessage[]): OpenedBatch {
  const deliveries: OpenedDelivery[] = [];
  const dead: (readonly [TakenMessage, Settlement])[] = [];
  for (const message of taken) {
    const opened = open(message);
    if (typeof opened === 'string') dead.push([message, { kind: 'dead', reason: opened }]);
    else deliveries.push({ taken: message, delivery: opened });
  }
  return { deliveries, dead };
}

function open(message: TakenMessage): Delivery | string {
  if (message.failures >= MAX_FAILURES) return `no verdict after ${message.failures} deliveries`;
  const decoded = decodeMessage(message.body);
  return decoded.ok ? toDelivery(message, decoded.envelope) : decoded.fault;
}

function toDelivery(message: TakenMessage, envelope: Envelope): Delivery {
  const { sender } = message;
  return {
    envelope,
    redelivered: message.deliveries > 1,
    ...(sender !== undefined && { sender }),
    reply: (answer) => message.reply(answer),
  };
}
