import { type Bus, createBus } from '@cadre/bus';
import { createEnvelope, MessageType, RequestQueue } from '@cadre/contracts';
import { BusCipher, uuidv7 } from '@cadre/crypto';
import { Installation, type Service, until } from '@cadre/testing';
import { type BusKind, onBothBuses } from '../harness/both-buses';
import { proveSound } from '../harness/prove-sound';
import { lasting, times, untilRunning } from '../harness/running';
import { expectOneAttemptEach } from '../harness/one-attempt-each';

/** All of them by somebody whose lease was never this one. */
const REPORTS = Number(process.env['CADRE_TEST_REPORTS'] ?? 10_000);
const PER_MESSAGE = Number(process.env['CADRE_TEST_REPORTS_PER_MESSAGE'] ?? 2);
const AT_ONCE = 500;
/** Longer than a lease: it ends unless it is renewed while the reports wait. */
const RUNS_MS = 40_000;
const PATIENCE_MS = 240_000 + REPORTS * 4;

describe('thousands of stale reports that wait', () =>
  onBothBuses('are all refused and change nothing, and no lease is lost behind them', waiting, PATIENCE_MS));

async function waiting(bus: BusKind): Promise<void> {
  const installation = await Installation.create({ bus });
  const zombie = zombieOf(installation);
  try {
    const [orchestrator] = await Promise.all([
      installation.orchestrator(),
      installation.worker({ WORKER_SLOTS: '50' }),
      installation.gateway(),
    ]);
    // Like a worker it tries again: a busy broker may take too long to let it in.
    await until(() => zombie.work.start().then(() => true), { timeoutMs: 60_000 });
    const ids = await installation.client.acceptedMany(times(50, lasting(RUNS_MS)));
    await untilRunning(installation, ids);
    orchestrator.freeze();
    await publishStale(installation, zombie, ids);
    // RabbitMQ has handed some of them to the frozen one.
    const { ready } = await zombie.work.depth(RequestQueue.Reports);
    expect(ready).toBeGreaterThan(REPORTS / PER_MESSAGE / 2);
    orchestrator.thaw();
    const thawedAt = performance.now();
    await until(async () => (await refusedBy(orchestrator)) === REPORTS, { timeoutMs: PATIENCE_MS, intervalMs: 100 });
    const took = Math.round(performance.now() - thawedAt);
    if (REPORTS > 10_000) process.stdout.write(`${bus}: ${REPORTS} stale reports refused in ${took} ms\n`);
    await proveSound(installation, 120_000);
    await expectOneAttemptEach(installation);
    const [history] = await installation.sql<{ count: number }>('SELECT count(*) FROM task_history');
    expect(history?.count).toBe(ids.length);
  } finally {
    await zombie.work.stop();
    await installation.close();
  }
}

function zombieOf({ broker, database }: Installation): Bus {
  const amqpUrl = broker?.urlOf('cadre-worker-platform');
  const url = database.busUrl;
  return createBus({ url, ...(amqpUrl !== undefined && { amqpUrl }), role: 'zombie', brokerRole: 'worker' });
}

async function refusedBy(orchestrator: Service): Promise<number> {
  const counted = /^cadre_reports_total\{[^}]*verdict="lost"[^}]*\} (\d+)$/m.exec(await orchestrator.metrics());
  return Number(counted?.[1] ?? 0);
}

async function publishStale({ ring }: Installation, { work }: Bus, ids: readonly string[]): Promise<void> {
  const cipher = new BusCipher('platform', ring.busKey('platform'));
  const messages = Array.from({ length: REPORTS / PER_MESSAGE }, (_, index) => {
    const reports = Array.from({ length: PER_MESSAGE }, (__, n) =>
      stale(String(ids[(index + n) % ids.length]), cipher),
    );
    const data = { worker_id: 'zombie', team: 'platform', reports };
    return { envelope: createEnvelope(MessageType.Report, 1, data, { id: uuidv7(), time: new Date() }) };
  });
  for (let from = 0; from < messages.length; from += AT_ONCE) {
    const results = await work.publish(RequestQueue.Reports, messages.slice(from, from + AT_ONCE));
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
  }
}

/** The report of an attempt that lost its lease long ago: the right task and number, a token of its own. */
function stale(taskId: string, cipher: BusCipher) {
  const aad = { type: MessageType.Report, taskId, leaseNo: 1 };
  const sealed_result = cipher.seal('{"stale":true}', aad);
  const outcome = { kind: 'completed', sealed_result, result_hash: 'stale' } as const;
  return { task_id: taskId, lease_no: 1, lease_token: crypto.randomUUID(), outcome, duration_ms: 1 };
}
