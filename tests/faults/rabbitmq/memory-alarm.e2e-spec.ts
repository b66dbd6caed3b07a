import { describeWithRabbitMq, Installation, PrivateBroker, type Service, until } from '@cadre/testing';
import { expectOneAttemptEach } from '../harness/one-attempt-each';
import { proveSound } from '../harness/prove-sound';
import { lasting, times, untilBusy } from '../harness/running';
import { readingOf } from './harness/readings';

const SLOTS = 4;
/** Longer than a lease: no renewal arrives while the alarm lasts. */
const ALARM_MS = 45_000;
const PATIENCE_MS = 300_000;

describeWithRabbitMq('a RabbitMQ that is short of memory', () => {
  let broker: PrivateBroker;
  let installation: Installation;
  let orchestrator: Service;
  let worker: Service;
  beforeAll(async () => {
    broker = await PrivateBroker.start();
    installation = await Installation.create({ bus: 'rabbitmq', broker });
    [orchestrator, worker] = await Promise.all([
      installation.orchestrator(),
      installation.worker({ WORKER_SLOTS: String(SLOTS) }),
      installation.gateway(),
    ]);
  }, PATIENCE_MS);
  afterAll(async () => {
    await installation.close();
    await broker.close();
  }, PATIENCE_MS);

  it(
    'R12: gets nothing, which stays pending, ends no attempt, and has everything done when it takes messages again',
    async () => {
      const { client } = installation;
      await client.acceptedMany(times(SLOTS / 2, lasting(ALARM_MS + 15_000)));
      await untilBusy(worker, SLOTS / 2);
      await broker.setMemoryAlarm(true);
      const over = performance.now() + ALARM_MS;
      const meanwhile = await client.acceptedMany(times(20, lasting(10)));
      await until(() => orchestrator.log.some(({ msg }) => msg.startsWith('broker takes no messages')), {
        timeoutMs: 30_000,
      });
      await until(async () => (await pending(meanwhile)) === meanwhile.length, { timeoutMs: 30_000 });
      await until(() => performance.now() > over, { timeoutMs: 2 * ALARM_MS, intervalMs: 250 });
      meanwhile.push(await client.accepted({ priority: 'critical' }));
      for (const service of [orchestrator, worker]) expect(service.isRunning).toBe(true);
      expect(await readingOf(worker, 'cadre_bus_consumers_active')).toBe(1);
      expect(await readingOf(worker, 'cadre_worker_slots_busy')).toBe(SLOTS / 2);
      await broker.setMemoryAlarm(false);
      await proveSound(installation, 120_000);
      await expectOneAttemptEach(installation);
    },
    PATIENCE_MS,
  );

  async function pending(ids: readonly string[]): Promise<number | undefined> {
    const [row] = await installation.sql<{ count: number }>(
      `SELECT count(*) FROM tasks WHERE task_id = ANY ($1) AND status = 'pending'`,
      ids,
    );
    return row?.count;
  }
});
