import { RequestQueue, taskQueue, Topic, workerInbox, type Envelope } from '@cadre/contracts';
import { describeWithRabbitMq, PrivateBroker } from '@cadre/testing';
import type { Bus } from '../bus';
import { createBus } from '../create-bus';
import { Collector } from '../testing/collector';
import { dispatchOf, hintOf } from '../testing/messages';
import { until } from '../testing/until';

const QUEUE = taskQueue('testing');
const INBOX = workerInbox('testing', 'worker-1');
const UNCONFIRMED = { ok: false, reason: 'unconfirmed' };
const SLOW = 120_000;
const PATIENT = 30_000;

describeWithRabbitMq('the bus on RabbitMQ, when RabbitMQ itself fails', () => {
  let broker: PrivateBroker;
  const opened: Bus[] = [];
  beforeAll(async () => {
    broker = await PrivateBroker.start();
  }, SLOW);
  afterAll(() => broker.close(), SLOW);
  afterEach(async () => {
    for (const { work, broadcast } of opened.splice(0)) await Promise.all([work.stop(), broadcast.stop()]);
  }, SLOW);

  async function open(): Promise<Bus> {
    const bus = createBus({ amqpUrl: broker.url });
    opened.push(bus);
    await bus.work.start();
    return bus;
  }

  it(
    'gives up publishing in time under a memory alarm, goes on consuming, and stops in spite of it',
    async () => {
      const [publisher, consumer, stopping] = [await open(), await open(), await open()];
      const collector = new Collector();
      const credit = { maxBatch: 1, initialCredit: 0 };
      const taking = await consumer.work.consume(QUEUE, collector.handle, credit);
      await publisher.work.publish(QUEUE, [dispatchOf(1)]);
      await broker.setMemoryAlarm(true);
      const startedAt = performance.now();
      const results = await Promise.all([
        publisher.work.publish(QUEUE, [dispatchOf(2), dispatchOf(3)]),
        stopping.work.publish(QUEUE, [dispatchOf(4)]),
      ]);
      expect(results.flat()).toEqual([UNCONFIRMED, UNCONFIRMED, UNCONFIRMED]);
      expect(performance.now() - startedAt).toBeLessThan(PATIENT);
      taking.setCredit(1);
      await until('what stood there came', () => collector.numbers.length === 1, PATIENT);
      await stopping.work.stop();
      await broker.setMemoryAlarm(false);
      const isBack = async (): Promise<boolean> =>
        (await publisher.work.publish(QUEUE, [dispatchOf(5)]))[0]?.ok === true;
      await until('it publishes again', isBack, PATIENT);
    },
    SLOW,
  );

  it.each([
    ['restarted', () => broker.restart()],
    ['killed and wiped', () => broker.wipe()],
  ])(
    'takes everything up again after it was %s',
    async (_how, befall) => {
      const [orchestrator, worker] = [await open(), await open()];
      const [tasks, requests] = [new Collector(), new Collector()];
      const heard: Envelope[] = [];
      let [reconnects, gaps] = [0, 0];
      worker.work.onReconnect(() => (reconnects += 1));
      worker.broadcast.onGap(() => (gaps += 1));
      await worker.work.consume(QUEUE, tasks.handle, { maxBatch: 10, initialCredit: 1_000 });
      await worker.work.openInbox(INBOX, () => undefined);
      await orchestrator.work.consume(RequestQueue.Reports, requests.handle, { maxBatch: 10 });
      await worker.broadcast.subscribe(Topic.DispatchHint, (envelope) => heard.push(envelope));
      await befall();
      const connected = (): boolean => orchestrator.work.health().connected && worker.work.health().connected;
      await until('all are back', () => connected() && reconnects > 0 && gaps > 0, PATIENT);
      expect(await orchestrator.work.publish(QUEUE, [dispatchOf(1)])).toEqual([{ ok: true }]);
      expect(await worker.work.publish(RequestQueue.Reports, [dispatchOf(2)])).toEqual([{ ok: true }]);
      await until('the consumers work', () => tasks.numbers.length > 0 && requests.numbers.length > 0, PATIENT);
      await until('the inbox is open', async () => (await orchestrator.work.openInboxes([INBOX])).has(INBOX), PATIENT);
      orchestrator.broadcast.publish(Topic.DispatchHint, hintOf('testing'));
      await until('it hears', () => heard.length > 0, PATIENT);
      expect(worker.work.health().consumers).toBe(1);
    },
    SLOW,
  );
});
