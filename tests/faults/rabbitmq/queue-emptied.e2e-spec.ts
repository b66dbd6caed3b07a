import { describeWithRabbitMq, Installation, type Service, until, type VhostAccess } from '@cadre/testing';
import { expectOneAttemptEach } from '../harness/one-attempt-each';
import { proveSound } from '../harness/prove-sound';
import { lasting, times, untilBusy } from '../harness/running';
import { queuePath, readyIn } from './harness/broker-objects';
import { DepthWatch } from './harness/depth-watch';

const SLOTS = 4;
const WINDOW = 2 * SLOTS;
/** 10 s are promised; the rest is for a machine that is busy with other tests. */
const REFILL_BOUND_MS = 30_000;
const PATIENCE_MS = 180_000;

describeWithRabbitMq('a queue of tasks that an operator empties while every slot is taken', () => {
  let installation: Installation;
  let broker: VhostAccess;
  let worker: Service;
  let watch: DepthWatch | undefined;
  beforeAll(async () => {
    installation = await Installation.create({ bus: 'rabbitmq' });
    if (installation.broker === undefined) throw new TypeError('An installation over RabbitMQ has a broker');
    broker = installation.broker;
    // The same one all the time: one that has left counts for the window a while longer.
    const starting = installation.worker({ WORKER_SLOTS: String(SLOTS) });
    [worker] = await Promise.all([starting, installation.gateway(), installation.orchestrator()]);
  }, PATIENCE_MS);
  afterEach(() => watch?.stop());
  afterAll(() => installation.close(), PATIENCE_MS);

  it.each([
    ['deletes', async () => broker.management.delete(queuePath(broker))],
    ['purges', async () => broker.management.delete(`${queuePath(broker)}/contents`)],
  ])(
    'R10: is filled again when he %s it, and never holds more than two windows',
    async (_how, befall) => {
      // The broker's numbers lag: those of the case before must not pass for ours.
      await until(async () => ((await readyIn(broker)) ?? 0) === 0, { timeoutMs: 30_000, intervalMs: 50 });
      const long = await installation.client.acceptedMany(times(SLOTS, lasting(600_000)));
      await untilBusy(worker, SLOTS);
      watch = new DepthWatch(broker);
      const waiting = await installation.client.acceptedMany(times(3 * WINDOW, lasting(10)));
      await until(async () => (await readyIn(broker)) === WINDOW, { timeoutMs: 30_000, intervalMs: 50 });
      const [{ now: emptiedAt = new Date() } = {}] = await installation.sql<{ now: Date }>(
        'SELECT clock_timestamp() AS now',
      );
      await befall();
      await until(async () => (await queuedSince(emptiedAt, waiting)) === WINDOW, { timeoutMs: REFILL_BOUND_MS });
      await until(async () => (await readyIn(broker)) === WINDOW, { timeoutMs: 30_000, intervalMs: 50 });
      for (const id of long) await installation.client.call('DELETE', `/tasks/${id}`);
      await proveSound(installation);
      expect(await watch.stop()).toBeLessThanOrEqual(2 * WINDOW);
      await expectOneAttemptEach(installation, waiting);
    },
    PATIENCE_MS,
  );

  /** How many of these went out again after the fault, and wait. */
  async function queuedSince(emptiedAt: Date, ids: readonly string[]): Promise<number | undefined> {
    const [row] = await installation.sql<{ count: number }>(
      `SELECT count(DISTINCT task_id) FROM task_events JOIN tasks USING (task_id)
       WHERE task_id = ANY ($2) AND type = 'queued' AND at > $1 AND status = 'queued'`,
      emptiedAt,
      ids,
    );
    return row?.count;
  }
});
