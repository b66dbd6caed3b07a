import { deadLetterQueue, type QueueName, REQUESTS_DEAD_KEY } from '@cadre/contracts';
import type { Installation, VhostAccess } from '@cadre/testing';

type Bus = Pick<Installation, 'broker' | 'sql'>;

/** Puts a text on a queue as it is, past everything of ours that would refuse it. */
export async function publishRaw({ broker, sql }: Bus, queue: QueueName, body: string): Promise<void> {
  if (broker === undefined) {
    await sql('INSERT INTO bus.messages (queue, priority, body) VALUES ($1, 1, $2)', queue, body);
    return;
  }
  await broker.management.post(`/exchanges/${encodeURIComponent(broker.vhost)}/amq.default/publish`, {
    ...{ routing_key: queue, payload: body, payload_encoding: 'string', properties: {} },
  });
}

/** How often this text stands among the messages that were put aside. */
export async function putAside({ broker, sql }: Bus, body: string): Promise<number> {
  if (broker === undefined) return (await sql('SELECT 1 FROM bus.dead_messages WHERE body = $1', body)).length;
  const each = await Promise.all(['platform', REQUESTS_DEAD_KEY].map((key) => bodiesIn(broker, deadLetterQueue(key))));
  return each.flat().filter((payload) => payload === body).length;
}

async function bodiesIn({ management, vhost }: VhostAccess, queue: string): Promise<string[]> {
  const messages = await management.post<{ payload: string }[]>(`/queues/${encodeURIComponent(vhost)}/${queue}/get`, {
    ...{ count: 1_000, ackmode: 'ack_requeue_true', encoding: 'auto' },
  });
  return messages.map(({ payload }) => payload);
}
