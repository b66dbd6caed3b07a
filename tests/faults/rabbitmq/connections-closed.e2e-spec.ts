import { brokerUser } from '@cadre/bus';
import { describeWithRabbitMq, Installation, type Service, until, type VhostAccess } from '@cadre/testing';
import { expectOneAttemptEach } from '../harness/one-attempt-each';
import { proveSound, untilAllEnded } from '../harness/prove-sound';
import { lasting, times } from '../harness/running';
import { closeConnections } from './harness/broker-objects';
import { readingOf } from './harness/readings';

const ROUNDS = 5;
const WORKER = brokerUser('worker', 'platform');
const ORCHESTRATOR = brokerUser('orchestrator');
const PATIENCE_MS = 240_000;

describeWithRabbitMq('connections that an operator closes again and again', () => {
  let installation: Installation;
  let broker: VhostAccess;
  let orchestrator: Service;
  let worker: Service;
  beforeAll(async () => {
    installation = await Installation.create({ bus: 'rabbitmq' });
    if (installation.broker === undefined) throw new TypeError('An installation over RabbitMQ has a broker');
    broker = installation.broker;
    [orchestrator, worker] = await Promise.all([
      installation.orchestrator(),
      installation.worker(),
      installation.gateway(),
    ]);
  }, PATIENCE_MS);
  afterAll(() => installation.close(), PATIENCE_MS);

  const consumersOf = (service: Service) => readingOf(service, 'cadre_bus_consumers_active');
  const reconnectsOf = (service: Service) => readingOf(service, 'cadre_bus_reconnects_total');

  it(
    `B02, B11: are made again, with their consumers, ${ROUNDS} times in a row`,
    async () => {
      const consumers = await consumersOf(orchestrator);
      expect(consumers).toBe(3);
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = [await reconnectsOf(worker), await reconnectsOf(orchestrator)] as const;
        // One that runs meanwhile, and those that wait for a slot or are on their way.
        await installation.client.acceptedMany([lasting(1_500), ...times(5, lasting(50))]);
        const users = round % 2 === 0 ? [WORKER] : [WORKER, ORCHESTRATOR];
        await closeConnections(broker, users);
        const back = { timeoutMs: 30_000, intervalMs: 50 };
        await until(async () => (await reconnectsOf(worker)) >= before[0] + 2, back);
        if (round % 2 === 1) await until(async () => (await reconnectsOf(orchestrator)) >= before[1] + 2, back);
        await until(async () => (await consumersOf(worker)) === 1, back);
        await until(async () => (await consumersOf(orchestrator)) === consumers, back);
        await untilAllEnded(installation);
      }
      await expectOneAttemptEach(installation);
      await proveSound(installation);
    },
    PATIENCE_MS,
  );
});
