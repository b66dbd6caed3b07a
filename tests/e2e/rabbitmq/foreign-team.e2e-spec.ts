import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import { brokerUser, createBus, RequestTimeoutError, type Bus } from '@cadre/bus';
import { createEnvelope, MessageType, RequestQueue, workerInbox } from '@cadre/contracts';
import { describeWithRabbitMq, Installation, until, type Service, type VhostAccess } from '@cadre/testing';

const PATIENCE = 240_000;

describeWithRabbitMq('the credentials of one team, used for the task of another', () => {
  let installation: Installation;
  let broker: VhostAccess;
  let intruder: Bus;
  let orchestrator: Service;

  beforeAll(async () => {
    installation = await Installation.create({ bus: 'rabbitmq' });
    if (installation.broker === undefined) throw new TypeError('An installation over RabbitMQ has a broker');
    broker = installation.broker;
    [orchestrator] = await Promise.all([installation.orchestrator(), installation.gateway()]);
    intruder = createBus({ amqpUrl: broker.urlOf(brokerUser('worker', 'testing')), brokerRole: 'worker' });
    await intruder.work.start();
    await intruder.work.openInbox(workerInbox('testing', 'intruder'), () => undefined);
  }, PATIENCE);

  afterAll(async () => {
    await intruder.work.stop();
    await installation.close();
  }, PATIENCE);

  const claimOf = (taskId: string) =>
    createEnvelope(
      MessageType.Claim,
      1,
      {
        worker_id: 'intruder',
        worker_host: 'elsewhere',
        team: 'platform',
        claims: [{ claim_id: randomUUID(), task_id: taskId, dispatch_no: 1 }],
      },
      { id: randomUUID(), time: new Date() },
    );

  const refusals = () =>
    installation.sql<{ data: object }>(
      `SELECT data FROM audit_log WHERE event_type = 'message_refused' ORDER BY audit_id`,
    );

  it('get no answer; the attempt is counted, logged and audited, and the task is left alone', async () => {
    const taskId = await installation.client.accepted({ parameters: {} });
    const asking = intruder.work.request(RequestQueue.Claims, { envelope: claimOf(taskId) }, { timeoutMs: 2_000 });
    await expect(asking).rejects.toBeInstanceOf(RequestTimeoutError);
    await until(async () => (await refusals()).length > 0);
    expect((await refusals())[0]?.data).toMatchObject({
      ...{ why: 'foreign', sender: 'cadre-worker-testing', team: 'platform' },
      ...{ worker_id: 'intruder', message: 'task.claim' },
    });
    expect(await orchestrator.metrics()).toMatch(/^cadre_messages_refused_total\{.*why="foreign".*\} 1$/m);
    expect(await installation.client.task(taskId)).toMatchObject({ status: 'pending', attempt_count: 0 });
  });

  it('are not hidden by leaving the name out', async () => {
    const before = (await refusals()).length;
    const connection = await connect(broker.urlOf(brokerUser('worker', 'testing')), { noDelay: true });
    const channel = await connection.createConfirmChannel();
    const taskId = await installation.client.accepted({ parameters: {} });
    channel.publish('cadre.requests', RequestQueue.Claims, Buffer.from(JSON.stringify(claimOf(taskId))));
    await channel.waitForConfirms();
    await connection.close();
    await until(async () => (await refusals()).length > before);
    expect((await refusals()).at(-1)?.data).toMatchObject({ why: 'anonymous', sender: null });
  });
});
