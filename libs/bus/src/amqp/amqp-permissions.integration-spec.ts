import { connect } from 'amqplib';
import { Exchange, RequestQueue, taskQueue, Topic, workerInbox, type Envelope } from '@cadre/contracts';
import { describeWithRabbitMq, freshVhost, type FreshVhost } from '@cadre/testing';
import type { Bus } from '../bus';
import { createBus } from '../create-bus';
import { Collector } from '../testing/collector';
import { dispatchNoOf, dispatchOf, hintOf } from '../testing/messages';
import { until } from '../testing/until';
import { brokerPermissions, brokerUser, type BrokerRole } from './topology/broker-permissions';

const QUEUE = taskQueue('testing');
const INBOX = workerInbox('testing', 'worker-1');

describeWithRabbitMq('the least rights at RabbitMQ', () => {
  let vhost: FreshVhost;
  const opened: Bus[] = [];
  beforeAll(async () => {
    vhost = await freshVhost();
  }, 60_000);
  afterAll(() => vhost.drop());
  afterEach(async () => {
    for (const { work, broadcast } of opened.splice(0)) await Promise.all([work.stop(), broadcast.stop()]);
  });

  function urlOf(role: BrokerRole, team?: string): Promise<string> {
    return vhost.addUser(brokerUser(role, team), brokerPermissions(role, team));
  }

  async function open(brokerRole: BrokerRole, team?: string): Promise<Bus & { readonly user: string }> {
    const amqpUrl = await urlOf(brokerRole, team);
    const bus = createBus({ amqpUrl, brokerRole });
    opened.push(bus);
    return { ...bus, user: decodeURIComponent(new URL(amqpUrl).username) };
  }

  it('suffice for work: a worker waits for its queue, takes tasks, asks and is answered', async () => {
    const worker = await open('worker', 'testing');
    await worker.work.start();
    const collector = new Collector();
    await worker.work.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await worker.work.openInbox(INBOX, () => undefined);
    const orchestrator = await open('orchestrator');
    await orchestrator.work.start();
    const senders: (string | undefined)[] = [];
    await orchestrator.work.consume(
      RequestQueue.Claims,
      async (deliveries) => {
        for (const { envelope, reply, sender } of deliveries) {
          senders.push(sender);
          reply(envelope);
        }
        return deliveries.map(() => 'done');
      },
      { maxBatch: 10 },
    );
    expect(await orchestrator.work.publish(QUEUE, [dispatchOf(1)])).toEqual([{ ok: true }]);
    await until('the task came', () => collector.numbers.length === 1);
    const answer = await worker.work.request(RequestQueue.Claims, dispatchOf(7), { timeoutMs: 10_000 });
    expect(dispatchNoOf(answer)).toBe(7);
    expect(senders).toEqual([worker.user]);
    expect(await orchestrator.work.openInboxes([INBOX])).toEqual(new Set([INBOX]));
  });

  it('suffice for broadcasts between gateways and orchestrators', async () => {
    const [gateway, orchestrator] = [await open('gateway'), await open('orchestrator')];
    const received: Envelope[] = [];
    await gateway.broadcast.subscribe(Topic.DispatchHint, (envelope) => received.push(envelope));
    orchestrator.broadcast.publish(Topic.DispatchHint, hintOf('one'));
    await orchestrator.broadcast.subscribe(Topic.DispatchHint, (envelope) => received.push(envelope));
    gateway.broadcast.publish(Topic.DispatchHint, hintOf('two'));
    await until('both heard the other', () => received.length >= 2);
    await gateway.work.start();
    expect(gateway.work.health().connected).toBe(true);
  });

  it.each([
    ['take the tasks of another team', (channel: Tried) => channel.consume(taskQueue('marketing'), () => undefined)],
    ['open an inbox of another team', (channel: Tried) => channel.assertQueue(workerInbox('marketing', 'w'))],
    ['declare anything shared', (channel: Tried) => channel.assertQueue(RequestQueue.Claims, { durable: true })],
    ['put its inbox anywhere', (channel: Tried) => channel.bindQueue(INBOX, Exchange.Requests, RequestQueue.Claims)],
    ['write to queues and inboxes', (channel: Tried) => told(channel, '', taskQueue('testing'))],
    ['write broadcasts', (channel: Tried) => told(channel, Exchange.Events, Topic.TaskEvents)],
    ['write dead letters', (channel: Tried) => told(channel, Exchange.DeadLetters, 'testing')],
  ])('do not let a worker %s', async (_what, attempt) => {
    await (await open('orchestrator')).work.start();
    const model = await connect(await urlOf('worker', 'testing'), { noDelay: true });
    model.on('error', () => undefined);
    const channel = await model.createChannel();
    const refused = new Promise<unknown>((resolve) => channel.once('error', resolve));
    await channel.assertQueue(INBOX, { exclusive: true, autoDelete: true, durable: false });
    void Promise.resolve(attempt(channel)).catch(() => undefined);
    expect(await refused).toMatchObject({ code: 403 });
    await model.close();
  });
});

type Tried = Awaited<ReturnType<Awaited<ReturnType<typeof connect>>['createChannel']>>;

function told(channel: Tried, exchange: string, routingKey: string): Promise<unknown> {
  channel.publish(exchange, routingKey, Buffer.from('x'));
  return Promise.resolve();
}
