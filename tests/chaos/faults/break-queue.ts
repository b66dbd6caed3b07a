import { RequestQueue, taskQueue } from '@cadre/contracts';
import { type PrivateBroker, until } from '@cadre/testing';
import { connect, type Channel } from 'amqplib';
import { brokerFault } from './break-broker';
import { MESSAGES_COME, type FaultKind, type Observation, pick } from './fault';

const QUEUES = [taskQueue('platform'), ...Object.values(RequestQueue)];

/** An administrator takes everything out of the queue of tasks, or deletes a queue with its consumers. */
export const purgeQueue: FaultKind = brokerFault('queue-purged', (broker) => ({
  inject: () =>
    onChannel(broker, async (channel): Promise<Observation> => {
      const purge = async () => (await channel.purgeQueue(taskQueue('platform'))).messageCount;
      const removed = await until(purge, MESSAGES_COME).catch(() => 0);
      return { observed: removed > 0, evidence: `${removed} messages taken out` };
    }),
  heal: () => Promise.resolve(),
}));

export const deleteQueue: FaultKind = brokerFault('queue-deleted', (broker, dice) => ({
  inject: () =>
    onChannel(broker, async (channel): Promise<Observation> => {
      const queue = pick(QUEUES, dice);
      const before = await channel.checkQueue(queue);
      await channel.deleteQueue(queue);
      return { observed: true, evidence: `${queue} is gone, with ${before.consumerCount} consumers` };
    }),
  heal: () => Promise.resolve(),
}));

async function onChannel<T>(broker: PrivateBroker, act: (channel: Channel) => Promise<T>): Promise<T> {
  const connection = await connect(broker.url);
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    return await act(channel);
  } finally {
    await connection.close().catch(() => undefined);
  }
}
