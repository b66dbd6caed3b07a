import { describeWithRabbitMq, Installation, PrivateBroker, type Service, until } from '@cadre/testing';
import { expectOneAttemptEach } from '../harness/one-attempt-each';
import { proveSound, untilAllEnded } from '../harness/prove-sound';
import { lasting, times } from '../harness/running';
import { afterMs } from '../harness/seeded';
import { SubmissionStream } from './harness/submission-stream';

const AWAY_MS = 20_000;
const PATIENCE_MS = 300_000;
/** What a heap may grow by without a leak; a gateway that kept what it cannot send would not stop there. */
const GROWTH_BYTES = 96 * 2 ** 20;

describeWithRabbitMq('tasks that are submitted while RabbitMQ is away', () => {
  let broker: PrivateBroker;
  let installation: Installation;
  let gateway: Service;
  beforeAll(async () => {
    broker = await PrivateBroker.start();
    installation = await Installation.create({ bus: 'rabbitmq', broker });
    [gateway] = await Promise.all([installation.gateway(), installation.orchestrator(), installation.worker()]);
  }, PATIENCE_MS);
  afterAll(async () => {
    await installation.close();
    await broker.close();
  }, PATIENCE_MS);

  const readiness = async () => {
    const answer = await fetch(`http://127.0.0.1:${gateway.port}/readyz`);
    const { status, degraded = [] } = (await answer.json()) as { status: string; degraded?: readonly string[] };
    return [answer.status, status, ...degraded];
  };

  it(
    'R08: are all accepted by a gateway that is ready, degraded and no larger, and run when it is back',
    async () => {
      const warm = new SubmissionStream(installation.client, lasting(0));
      await until(() => warm.accepted.length >= 200, { timeoutMs: 60_000 });
      await warm.stop();
      await untilAllEnded(installation);
      const before = await residentBytes();
      await broker.stop();
      const away = afterMs(AWAY_MS);
      const stream = new SubmissionStream(installation.client, lasting(0));
      await until(async () => (await readiness()).includes('broker'));
      await away;
      expect(await readiness()).toEqual([200, 'ready', 'broker']);
      expect(await residentBytes()).toBeLessThan(before + GROWTH_BYTES);
      const meanwhile = await stream.stop();
      expect(meanwhile.length).toBeGreaterThan(100);
      await broker.startAgain();
      await untilAllEnded(installation, 120_000);
      await until(async () => (await readiness()).length === 2);
      await expectOneAttemptEach(installation);
      await proveSound(installation);
    },
    PATIENCE_MS,
  );

  it(
    'are all accepted while every worker and every orchestrator is away, too, and run when all are back',
    async () => {
      await Promise.all([broker.stop(), installation.stop('worker'), installation.stop('orchestrator')]);
      const ids = await installation.client.acceptedMany(times(100, lasting(10)));
      const late = await installation.client.accepted({ priority: 'critical' });
      // They wait for each other, whoever comes first.
      const starting = Promise.all([installation.orchestrator(), installation.worker()]);
      await Promise.all([broker.startAgain(), starting]);
      await untilAllEnded(installation, 120_000);
      expect(await completed([...ids, late])).toBe(101);
      await expectOneAttemptEach(installation);
      await proveSound(installation);
    },
    PATIENCE_MS,
  );

  async function completed(ids: readonly string[]): Promise<number | undefined> {
    const [row] = await installation.sql<{ count: number }>(
      `SELECT count(*) FROM tasks WHERE task_id = ANY ($1) AND status = 'completed'`,
      ids,
    );
    return row?.count;
  }

  async function residentBytes(): Promise<number> {
    const { body } = await installation.client.call('GET', '/metrics');
    const bytes = Number(/^cadre_process_resident_memory_bytes(?:\{[^}]*\})? (\S+)$/m.exec(String(body))?.[1]);
    expect(bytes).toBeGreaterThan(0);
    return bytes;
  }
});
