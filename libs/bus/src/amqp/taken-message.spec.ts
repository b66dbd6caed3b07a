import type { ConsumeMessage } from 'amqplib';
import { RequestQueue, workerInbox } from '@cadre/contracts';
import { dispatchOf } from '../testing/messages';
import { toTaken } from './taken-message';

function pushed(properties: Record<string, unknown>, body = '{}'): ConsumeMessage {
  const fields = { deliveryTag: 1, redelivered: false };
  return { content: Buffer.from(body), fields, properties } as unknown as ConsumeMessage;
}

function answered(properties: Record<string, unknown>): readonly unknown[] {
  const targets: unknown[] = [];
  const taken = toTaken(pushed(properties), { reply: (target) => targets.push(target) }, () => 0);
  taken.reply(dispatchOf(1).envelope);
  return targets;
}

describe('a pushed message', () => {
  const address = workerInbox('testing', 'w');

  it('is answered where it asks for it', () => {
    expect(answered({ replyTo: address, correlationId: '7', userId: 'cadre-worker-testing' })).toEqual([
      { address, requestNo: 7 },
    ]);
    expect(answered({ replyTo: address, correlationId: '7', userId: 'shared' })).toHaveLength(1);
  });

  it.each([
    ['nowhere', {}],
    ['in a queue that is no inbox', { replyTo: RequestQueue.Claims }],
    ['in the inbox of another team', { replyTo: address, userId: 'cadre-worker-marketing' }],
  ])('is not answered %s', (_where, properties) => {
    expect(answered({ correlationId: '7', ...properties })).toEqual([]);
  });

  it('is told apart by its id, or by how it begins', () => {
    const ignore = { reply: () => undefined };
    const failures = (id: string): number => (id === 'm1' ? 3 : 0);
    expect(toTaken(pushed({ messageId: 'm1', userId: 'u' }), ignore, failures)).toMatchObject({
      ...{ id: 'm1', failures: 3, sender: 'u', deliveries: 1 },
    });
    expect(toTaken(pushed({}, 'x'.repeat(500)), ignore, failures).id).toBe('x'.repeat(200));
  });
});
