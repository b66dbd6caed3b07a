import { describeWithRabbitMq, Installation, PrivateBroker, type Service, until } from '@cadre/testing';
import { expectOneAttemptEach } from '../harness/one-attempt-each';
import { proveSound, untilAllEnded } from '../harness/prove-sound';
import { lasting, times, untilBusy } from '../harness/running';
import { eventTypesOf } from '../harness/task-facts';
import { readingOf } from './harness/readings';
import { SubmissionStream } from './harness/submission-stream';

const SLOTS = 100;
const PATIENCE_MS = 300_000;

describeWithRabbitMq('a RabbitMQ that ends and comes back with what it remembers', () => {
  let broker: PrivateBroker;
  let installation: Installation;
  let workers: readonly Service[];
  beforeAll(async () => {
    broker = await PrivateBroker.start();
    installation = await Installation.create({ bus: 'rabbitmq', broker });
    const crew = times(2, { WORKER_SLOTS: String(SLOTS) }).map((env) => installation.worker(env));
    [workers] = await Promise.all([Promise.all(crew), installation.orchestrator(), installation.gateway()]);
  }, PATIENCE_MS);
  afterAll(async () => {
    await installation.close();
    await broker.close();
  }, PATIENCE_MS);

  it(
    'R06: restarted in good order, it repeats none of 200 running tasks and loses none that wait',
    async () => {
      const { client } = installation;
      const running = await Promise.all(times(2, 0).map(() => client.acceptedMany(times(SLOTS, lasting(20_000)))));
      await Promise.all(workers.map((worker) => untilBusy(worker, SLOTS)));
      await client.acceptedMany(times(100, lasting(100)));
      await broker.restart();
      for (const worker of workers) {
        await until(async () => (await readingOf(worker, 'cadre_bus_reconnects_total')) >= 2, { timeoutMs: 60_000 });
        await until(async () => (await readingOf(worker, 'cadre_bus_consumers_active')) === 1, { timeoutMs: 60_000 });
      }
      await untilAllEnded(installation, 120_000);
      for (const id of running.flat()) {
        expect(await eventTypesOf(installation, id)).toEqual(['submitted', 'queued', 'started', 'completed']);
      }
      await expectOneAttemptEach(installation);
      await proveSound(installation);
    },
    PATIENCE_MS,
  );

  it(
    'R07: killed while tasks stream in, it loses none and repeats none',
    async () => {
      const stream = new SubmissionStream(installation.client, lasting(20));
      await until(() => stream.accepted.length >= 100, { timeoutMs: 60_000 });
      await broker.kill();
      const before = stream.accepted.length;
      await until(() => stream.accepted.length >= before + 100, { timeoutMs: 60_000 });
      await broker.startAgain();
      const back = stream.accepted.length;
      await until(() => stream.accepted.length >= back + 50, { timeoutMs: 60_000 });
      await stream.stop();
      await untilAllEnded(installation, 120_000);
      await expectOneAttemptEach(installation);
      await proveSound(installation);
    },
    PATIENCE_MS,
  );
});
