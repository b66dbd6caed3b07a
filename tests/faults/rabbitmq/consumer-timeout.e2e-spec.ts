import { describeWithRabbitMq, Installation, PrivateBroker, type Service } from '@cadre/testing';
import { expectOneAttemptEach } from '../harness/one-attempt-each';
import { proveSound } from '../harness/prove-sound';
import { lasting, times, untilBusy } from '../harness/running';
import { HoardingConsumer } from './harness/hoarding-consumer';
import { lossesOf } from './harness/readings';

/** More than a worker may hold a message, and less than its tasks last. */
const CONSUMER_TIMEOUT_MS = 10_000;
const PATIENCE_MS = 180_000;

describeWithRabbitMq('a RabbitMQ that closes the channels of slow consumers', () => {
  let broker: PrivateBroker;
  let installation: Installation;
  let services: readonly [orchestrator: Service, worker: Service];
  beforeAll(async () => {
    broker = await PrivateBroker.start({ consumerTimeoutMs: CONSUMER_TIMEOUT_MS });
    // It looks at every channel once a minute; channels that are opened from now on, every second.
    await broker.rabbitmqctl('eval', 'application:set_env(rabbit, channel_tick_interval, 1000).');
    installation = await Installation.create({ bus: 'rabbitmq', broker });
    services = await Promise.all([
      installation.orchestrator(),
      installation.worker({ WORKER_SLOTS: '1' }),
      installation.gateway(),
    ]).then(([orchestrator, worker]) => [orchestrator, worker] as const);
  }, PATIENCE_MS);
  afterAll(async () => {
    await installation.close();
    await broker.close();
  }, PATIENCE_MS);

  it(
    'R33: closes none of ours while tasks last longer, and a critical task that comes last starts first',
    async () => {
      const { client } = installation;
      const hoarder = await HoardingConsumer.start(broker);
      const [, worker] = services;
      const [long = ''] = await client.acceptedMany([lasting(2 * CONSUMER_TIMEOUT_MS)]);
      await untilBusy(worker, 1);
      const before = services.map((service) => lossesOf(service).length);
      const waiting = await client.acceptedMany(times(10, lasting(10)));
      expect(await hoarder.closedWith).toMatchObject({ code: 406 });
      expect((await client.task(long)).status).toBe('running');
      const critical = await client.accepted({ priority: 'critical' });
      await proveSound(installation);
      const order = await installation.sql<{ task_id: string }>(
        `SELECT task_id FROM task_events WHERE type = 'started' ORDER BY at`,
      );
      expect(order.slice(0, 2)).toEqual([{ task_id: long }, { task_id: critical }]);
      expect(order).toHaveLength(waiting.length + 2);
      expect(services.flatMap((service, index) => lossesOf(service).slice(before[index]))).toEqual([]);
      await expectOneAttemptEach(installation);
    },
    PATIENCE_MS,
  );
});
