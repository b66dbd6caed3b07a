import { describeWithRabbitMq, Installation, type Service, until } from '@cadre/testing';
import { DeadLetterQueue } from '../../e2e/rabbitmq/dead-letter-queue';
import { repairTask, successorsOf } from '../../e2e/rabbitmq/repair-task';
import { CRASH_SCENARIOS, crashPointsOf } from '../harness/crash-scenarios';
import { startArmed, untilDead } from '../harness/die-at';
import { proveSound } from '../harness/prove-sound';
import { factsOf } from '../harness/task-facts';
import { untilEnded } from './harness/until-ended';

const PATIENCE_MS = 240_000;
const SOON = { timeoutMs: 60_000, intervalMs: 100 };

describeWithRabbitMq('an orchestrator that dies between a copy of a dead letter and its note', () => {
  let installation: Installation;
  let queue: DeadLetterQueue;
  beforeAll(async () => {
    installation = await Installation.create({ bus: 'rabbitmq' });
    if (installation.broker === undefined) throw new TypeError('An installation over RabbitMQ has a broker');
    queue = new DeadLetterQueue(installation.broker, 'platform');
    // With one slot it takes one message at a time: each copy makes a claim of its own.
    await Promise.all([installation.gateway(), installation.worker({ WORKER_SLOTS: '1' })]);
  }, PATIENCE_MS);
  afterAll(() => installation.close(), PATIENCE_MS);

  it.each(crashPointsOf('mirror'))(
    '%s: two copies stand at the broker, and both moved back make one task',
    async (point) => {
      const victim = await startArmed(installation, point);
      const id = await installation.client.accepted(CRASH_SCENARIOS[point].task);
      await untilDead(victim);
      expect(await factsOf(installation, id)).toMatchObject({ status: 'failed', lease_no: 1 });
      expect([await copies(id), await isNoted(id)]).toEqual([1, false]);

      const successor = await installation.orchestrator();
      await until(() => isNoted(id), SOON);
      expect(await copies(id)).toBe(2);

      await repairTask(installation, id);
      await queue.moveAll();
      const claims = async () =>
        Promise.all([answeredWith(successor, 'replayed'), answeredWith(successor, 'finished')]);
      await until(async () => (await claims()).reduce((sum, count) => sum + count) === 2, SOON);
      expect(await claims()).toEqual([1, 1]);
      const [replay = '', ...more] = await successorsOf(installation, id);
      expect(more).toEqual([]);
      await untilEnded(installation, replay);
      expect(await copies(id)).toBe(0);
      await proveSound(installation);
    },
    PATIENCE_MS,
  );

  async function copies(id: string): Promise<number> {
    return (await queue.copiesOf(id)).length;
  }

  async function isNoted(id: string): Promise<boolean> {
    const [row] = await installation.sql<{ noted: boolean }>(
      'SELECT mirrored_at IS NOT NULL AS noted FROM dlq_tasks WHERE task_id = $1',
      id,
    );
    return row?.noted === true;
  }

  /** How many claims this orchestrator answered so. */
  async function answeredWith(orchestrator: Service, outcome: string): Promise<number> {
    const counted = new RegExp(`^cadre_claims_total\\{.*outcome="${outcome}".*\\} (\\d+)$`, 'm');
    return Number(counted.exec(await orchestrator.metrics())?.[1] ?? 0);
  }
});
