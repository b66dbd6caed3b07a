import type { Channel } from 'amqplib';
import type { BrokerTopology } from './broker-topology';
import { toDeclarationError } from './declaration-error';

/** Declares what is missing. Throws TopologyMismatchError; the channel is of no use afterwards. */
export async function declareTopology(channel: Channel, topology: BrokerTopology): Promise<void> {
  for (const { name, type } of topology.exchanges) {
    await declared(`the exchange ${name}`, channel.assertExchange(name, type, { durable: true }));
  }
  // One channel answers in order, so all may be asked at once.
  await Promise.all(
    topology.queues.map(({ name, arguments: args }) =>
      declared(`the queue ${name}`, channel.assertQueue(name, { durable: true, arguments: args })),
    ),
  );
  await Promise.all(
    topology.bindings.map(({ source, destination, routing_key: key }) => channel.bindQueue(destination, source, key)),
  );
}

async function declared(what: string, answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    throw toDeclarationError(what, error);
  }
}
