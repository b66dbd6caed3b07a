import { brokerTopology } from '@cadre/bus';
import { taskQueue } from '@cadre/contracts';
import { describeWithRabbitMq, Installation, ProcessEndedError, type VhostAccess } from '@cadre/testing';
import { proveSound } from '../harness/prove-sound';
import { queuePath } from './harness/broker-objects';

const PATIENCE_MS = 180_000;
/** EX_CONFIG of sysexits.h: whoever supervises the process leaves it at that. */
const EXIT_CONFIG = 78;

describeWithRabbitMq('a queue that was declared otherwise before the start', () => {
  let installation: Installation;
  let broker: VhostAccess;
  beforeAll(async () => {
    installation = await Installation.create({ bus: 'rabbitmq' });
    if (installation.broker === undefined) throw new TypeError('An installation over RabbitMQ has a broker');
    broker = installation.broker;
  }, PATIENCE_MS);
  afterAll(() => installation.close(), PATIENCE_MS);

  it(
    'R11: ends an orchestrator with one clear sentence, for good, and is declared again once it is deleted',
    async () => {
      const [ours] = brokerTopology(['platform']).queues.filter(({ name }) => name === taskQueue('platform'));
      const theirs = { ...ours?.arguments, 'x-max-priority': 3 };
      await broker.management.put(queuePath(broker), { durable: true, arguments: theirs });
      const failure: unknown = await installation.orchestrator().catch((error: unknown) => error);
      if (!(failure instanceof ProcessEndedError)) throw new TypeError('The orchestrator started');
      expect(failure.exit).toEqual({ code: EXIT_CONFIG, signal: null });
      const told = failure.output.split('\n').filter((line) => line.startsWith('cadre-orchestrator: '));
      expect(told).toHaveLength(1);
      expect(told[0]).toContain(`the queue ${taskQueue('platform')} has another 'x-max-priority'`);
      expect(told[0]).toContain('wanted 10, found 3');
      expect(failure.output).not.toMatch(/\n\s+at /);

      await broker.management.delete(queuePath(broker));
      await Promise.all([installation.orchestrator(), installation.gateway(), installation.worker()]);
      await installation.client.accepted();
      await proveSound(installation);
    },
    PATIENCE_MS,
  );
});
