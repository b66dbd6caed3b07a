import { deadLetterQueue, RequestQueue, taskQueue, workerInbox } from '@cadre/contracts';
import { describeWithRabbitMq, freshVhost, type FreshVhost } from '@cadre/testing';
import { Collector, HeldHandler } from '../testing/collector';
import { dispatchOf } from '../testing/messages';
import { until } from '../testing/until';
import { AmqpHarness } from './amqp-harness.contract';

const QUEUE = taskQueue('testing');
const INBOX = workerInbox('testing', 'worker-1');
const CONFIRMED = [{ ok: true }];

describeWithRabbitMq('the work bus on RabbitMQ, when something happens at the broker', () => {
  let vhost: FreshVhost;
  let harness: AmqpHarness;
  beforeAll(async () => {
    vhost = await freshVhost();
  }, 60_000);
  afterAll(() => vhost.drop());
  beforeEach(() => {
    harness = new AmqpHarness(vhost.url);
  });
  afterEach(() => harness.close());

  async function waitingAtBroker(): Promise<number> {
    return (await (await harness.operate()).checkQueue(QUEUE)).messageCount;
  }

  it('declares a deleted queue again and takes it up, and says that what was in it is lost', async () => {
    const [bus, other] = [await harness.connect(), await harness.connect()];
    const collector = new Collector();
    let reconnects = 0;
    bus.onReconnect(() => (reconnects += 1));
    await bus.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await other.publish(QUEUE, [dispatchOf(1)]);
    await until('it works', () => collector.numbers.length === 1);
    await (await harness.operate()).deleteQueue(QUEUE);
    await until('the loss is told', () => reconnects > 0);
    await until('it works again', async () => {
      await other.publish(QUEUE, [dispatchOf(2)]);
      return collector.numbers.includes(2);
    });
    expect(bus.health()).toMatchObject({ connected: true, consumers: 1 });
  });

  it('tells that a queue is not there, and declares it', async () => {
    const bus = await harness.connect();
    await (await harness.operate()).deleteQueue(QUEUE);
    expect(await bus.publish(QUEUE, [dispatchOf(1)])).toEqual([{ ok: false, reason: 'unroutable' }]);
    await until('it is there', async () => (await bus.publish(QUEUE, [dispatchOf(2)]))[0]?.ok === true);
    await (await harness.operate()).deleteQueue(QUEUE);
    expect(await bus.depth(QUEUE)).toEqual({ ready: 0, unsettled: 0 });
    await until('it is there', async () => (await bus.publish(QUEUE, [dispatchOf(3)]))[0]?.ok === true);
  });

  it('declares the queue of a team nobody knew', async () => {
    const bus = await harness.connect();
    const unheard = taskQueue('unheard');
    await until('it is there', async () => (await bus.publish(unheard, [dispatchOf(1)]))[0]?.ok === true);
    const collector = new Collector();
    await bus.consume(unheard, collector.handle, { maxBatch: 1 });
    await until('it arrived', () => collector.numbers.length === 1);
  });

  it('finds out in time that its connections are silently dead', async () => {
    const [bus, other] = [await harness.connect(), await harness.connect()];
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await bus.openInbox(INBOX, () => undefined);
    harness.proxyOf(bus).freeze();
    await other.publish(QUEUE, [dispatchOf(1)]);
    await until('it came over new connections', () => collector.numbers.length === 1, 25_000);
    await until('the inbox is open again', async () => (await other.openInboxes([INBOX])).has(INBOX), 20_000);
    await until('it publishes', async () => (await bus.publish(QUEUE, [dispatchOf(2)]))[0]?.ok === true);
  });

  it('comes back after an administrator closed its connections', async () => {
    const bus = await harness.connect();
    const collector = new Collector();
    let reconnects = 0;
    bus.onReconnect(() => (reconnects += 1));
    await bus.consume(QUEUE, collector.handle, { maxBatch: 10 });
    const names = await connectionsNamed('test consume');
    for (const name of names) await vhost.management.delete(`/connections/${encodeURIComponent(name)}`);
    await until('it is back', () => reconnects > 0 && bus.health().connected);
    expect(await bus.publish(QUEUE, [dispatchOf(1)])).toEqual(CONFIRMED);
    await until('it arrived', () => collector.numbers.length === 1);
  });

  it('returns what waits for a handler, so that the more urgent overtakes it', async () => {
    const bus = await harness.connect();
    const held = new HeldHandler();
    await bus.publish(
      QUEUE,
      [1, 2, 3, 4].map((number) => dispatchOf(number, { priority: 7 })),
    );
    await bus.consume(QUEUE, held.handle, { maxBatch: 1 });
    await until(
      'one is handled, the others are back',
      async () => held.running === 1 && (await waitingAtBroker()) === 3,
    );
    await bus.publish(QUEUE, [dispatchOf(9, { priority: 1 })]);
    held.releaseAll();
    await until('the next one came', () => held.numbers.length === 2);
    expect(held.numbers).toEqual([1, 9]);
    held.releaseAll();
  });

  it('keeps a copy of a request nobody can read, with the reason', async () => {
    const bus = await harness.connect();
    const channel = await harness.operate();
    await harness.publishRaw(RequestQueue.Reports, 'nonsense');
    await bus.consume(RequestQueue.Reports, new Collector().handle, { maxBatch: 1 });
    const dead = deadLetterQueue('requests');
    await until('it is buried', async () => (await channel.checkQueue(dead)).messageCount === 1);
    const message = await channel.get(dead, { noAck: true });
    expect(message).toMatchObject({
      content: Buffer.from('nonsense'),
      properties: { headers: { 'x-cadre-reason': 'not JSON', 'x-cadre-queue': RequestQueue.Reports } },
    });
  });

  it('names the argument that differs, and starts once the queue is gone', async () => {
    const channel = await harness.operate();
    await channel.deleteQueue(QUEUE);
    await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'classic', 'x-max-priority': 5 } });
    const bus = await harness.create();
    await expect(bus.start()).rejects.toMatchObject({
      code: 'BUS_TOPOLOGY_MISMATCH',
      message: expect.stringMatching(
        /the queue cadre\.tasks\.testing has another 'x-dead-letter-exchange' .* wanted cadre\.dlx, found none\. Delete it/,
      ) as string,
    });
    await channel.deleteQueue(QUEUE);
    await until('it starts', () => bus.start().then(...bothWays), 20_000);
    expect(await bus.publish(QUEUE, [dispatchOf(1)])).toEqual(CONFIRMED);
  });

  async function connectionsNamed(name: string): Promise<readonly string[]> {
    let names: readonly string[] = [];
    await until('the broker lists them', async () => {
      const all = await vhost.management.get<Listed[]>(`/vhosts/${vhost.vhost}/connections`);
      names = all.filter((one) => one.client_properties?.connection_name === name).map((one) => one.name);
      return names.length > 0;
    });
    return names;
  }
});

interface Listed {
  readonly name: string;
  readonly client_properties?: { readonly connection_name?: string };
}

const bothWays = [() => true, () => false] as const;
