import { createBus } from '@cadre/bus';
import { createEnvelope, MessageType, RequestQueue } from '@cadre/contracts';
import { BusCipher, uuidv7 } from '@cadre/crypto';
import {
  describeWithRabbitMq,
  Installation,
  PrivateBroker,
  PrivateServer,
  type Service,
  until,
  type VhostAccess,
} from '@cadre/testing';
import type { ProbeAttempt } from '../../../apps/orchestrator/src/testing/probe-worker';
import { probeAt } from '../harness/probe-at';
import { proveSound } from '../harness/prove-sound';
import { lasting, untilBusy } from '../harness/running';
import { filesWith } from './harness/files-with';

const PATIENCE_MS = 180_000;
/** Its report must come while nobody reads reports, also on a machine that is slow to look. */
const OUTLASTS_THE_FREEZE_MS = 8_000;
/** Where it may stand; what a plain one proves is that it would be found. */
const canary = (where: string) => `canary-${where}-${crypto.randomUUID()}`;

describe('payloads, when PostgreSQL carries the messages', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create({ database: await PrivateServer.start() });
    await Promise.all([installation.gateway(), installation.orchestrator()]);
  }, PATIENCE_MS);
  afterAll(() => installation.close(), PATIENCE_MS);

  it(
    'stand nowhere in the files of the database: no parameters, results, checkpoints, log lines, stored answers',
    async () => {
      const { client } = installation;
      const [parameters, result, checkpoint, line, tag] = ['parameters', 'result', 'checkpoint', 'line', 'tag'].map(
        canary,
      ) as [string, string, string, string, string];
      const probe = await probeAt(installation);
      const headers = { 'idempotency-key': crypto.randomUUID() };
      const task = { parameters: { message: parameters }, tags: [tag] };
      const first = await client.submit(task, { headers });
      const held = await until(() => probe.attempts.get(first.body.task_id as string), { timeoutMs: 30_000 });
      expect(held.parameters).toMatchObject({ message: parameters });
      await probe.beat({ checkpoint });
      await reportWithLine(installation, held, result, line);
      await until(async () => (await client.task(held.taskId)).status === 'completed', { timeoutMs: 30_000 });
      expect((await client.submit(task, { headers })).body).toEqual(first.body);
      expect((await client.task(held.taskId)).result).toMatchObject({ message: result });
      expect((await client.call('GET', `/tasks/${held.taskId}/logs`)).body).toMatchObject({
        logs: [{ message: line }],
      });
      await probe.stop();
      await proveSound(installation);
      const folder = await dataFolder(installation);
      for (const text of [parameters, result, checkpoint, line]) expect(filesWith(text, folder)).toEqual([]);
      expect(filesWith(tag, folder)).not.toEqual([]);
    },
    PATIENCE_MS,
  );
});

describeWithRabbitMq('payloads, when RabbitMQ carries the messages', () => {
  let broker: PrivateBroker;
  let installation: Installation;
  let orchestrator: Service;
  let worker: Service;
  beforeAll(async () => {
    broker = await PrivateBroker.start();
    installation = await Installation.create({ bus: 'rabbitmq', broker, database: await PrivateServer.start() });
    [orchestrator, worker] = await Promise.all([
      installation.orchestrator(),
      installation.worker(),
      installation.gateway(),
    ]);
  }, PATIENCE_MS);
  afterAll(async () => {
    await installation.close();
    await broker.close();
  }, PATIENCE_MS);

  it(
    'stand nowhere in the files of the broker and of the database, also while a report waits',
    async () => {
      const { client } = installation;
      const [data, tag] = ['data', 'tag'].map(canary) as [string, string];
      const parameters = { message: data, data, delay_ms: OUTLASTS_THE_FREEZE_MS };
      const id = await client.accepted({ parameters, tags: [tag] });
      await untilBusy(worker, 1);
      orchestrator.freeze();
      await until(async () => (await waitingReports(broker)) > 0, { timeoutMs: 30_000 });
      const brokerFolder = await mnesiaFolder(broker);
      expect(filesWith(data, brokerFolder)).toEqual([]);
      orchestrator.thaw();
      await client.accepted(lasting(10));
      await proveSound(installation);
      expect((await client.task(id)).result).toMatchObject({ data });
      await broker.stop();
      const databaseFolder = await dataFolder(installation);
      for (const folder of [brokerFolder, databaseFolder]) expect(filesWith(data, folder)).toEqual([]);
      expect(filesWith(tag, databaseFolder)).not.toEqual([]);
      expect(filesWith(RequestQueue.Reports, brokerFolder)).not.toEqual([]);
      await broker.startAgain();
    },
    PATIENCE_MS,
  );
});

/** What a worker reports that has something to say: an outcome, and a line. */
async function reportWithLine(
  { database, ring }: Installation,
  { taskId, leaseNo, leaseToken }: ProbeAttempt,
  result: string,
  line: string,
): Promise<void> {
  const cipher = new BusCipher('platform', ring.busKey('platform'));
  const seal = (text: string) => cipher.seal(text, { type: MessageType.Report, taskId, leaseNo });
  const sealed_result = seal(JSON.stringify({ message: result, data: null }));
  const report = {
    ...{ task_id: taskId, lease_no: leaseNo, lease_token: leaseToken, duration_ms: 1 },
    outcome: { kind: 'completed', sealed_result, result_hash: 'result' } as const,
    logs: [{ line_no: 1, at: new Date().toISOString(), level: 'info', sealed: seal(line) } as const],
  };
  const message = { worker_id: 'probe-1', team: 'platform', reports: [report] };
  const envelope = createEnvelope(MessageType.Report, 1, message, { id: uuidv7(), time: new Date() });
  const { work } = createBus({ url: database.busUrl, role: 'reporter' });
  await work.start();
  await work.publish(RequestQueue.Reports, [{ envelope }]);
  await work.stop();
}

/** With everything written to it, the log of changes included. */
async function dataFolder({ sql }: Installation): Promise<string> {
  await sql('CHECKPOINT');
  const [row] = await sql<{ data_directory: string }>('SHOW data_directory');
  return String(row?.data_directory);
}

async function mnesiaFolder({ management }: VhostAccess): Promise<string> {
  const [node] = await management.get<{ db_dir: string }[]>('/nodes');
  return String(node?.db_dir);
}

async function waitingReports({ management, vhost }: VhostAccess): Promise<number> {
  const path = `/queues/${encodeURIComponent(vhost)}/${RequestQueue.Reports}`;
  return (await management.get<{ messages?: number }>(path)).messages ?? 0;
}
