import { join } from 'node:path';
import { workerConfig } from '@cadre/config';
import { writeBusKeyFile } from '@cadre/crypto';
import { Installation, PROJECT_DIR } from '@cadre/testing';
import { openPlatform } from '../../../apps/worker/src/platform/open-platform';
import { Worker } from '../../../apps/worker/src/worker';
import { type BusKind, onBothBuses } from '../harness/both-buses';
import { proveSound } from '../harness/prove-sound';
import { lasting } from '../harness/running';
import { seeded } from '../harness/seeded';
import { lossy, Losses } from './harness/lossy-bus';

/** One task each. */
const SEEDS = Number(process.env['CADRE_TEST_SEEDS'] ?? 300);
const FIRST_SEED = Number(process.env['CADRE_TEST_FIRST_SEED'] ?? 1);
const AT_ONCE = 100;
const SLOTS = 500;
const LONGEST_MS = 4_000;
const PATIENCE_MS = 300_000;
const AGENTS = join(PROJECT_DIR, 'tests/fixtures/agents');

describe('claims, heartbeats, reports and their answers that are lost', () =>
  onBothBuses(`cost none of ${SEEDS} tasks, a seed each, its only attempt`, losing, PATIENCE_MS));

async function losing(bus: BusKind): Promise<void> {
  const installation = await Installation.create({ bus, agentsDir: AGENTS });
  const seeds = new Map<string, number>();
  const losses = new Losses((taskId) => seeds.get(taskId));
  await Promise.all([installation.gateway(), installation.orchestrator()]);
  const worker = await lossyWorker(installation, losses);
  try {
    // Nothing is lost before it is known by its seed.
    await installation.client.call('POST', '/agents/echo/pause', { body: {} });
    for (let from = 0; from < SEEDS; from += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, SEEDS - from) }, (_, index) => FIRST_SEED + from + index);
      const ids = await installation.client.acceptedMany(numbers.map(taskOf));
      ids.forEach((id, index) => seeds.set(id, numbers[index] ?? 0));
    }
    await installation.client.call('POST', '/agents/echo/resume', { body: {} });
    await proveSound(installation, PATIENCE_MS);
    const others = await installation.sql<{ task_id: string; status: string; lease_no: number }>(
      `SELECT task_id, status, lease_no FROM tasks WHERE status <> 'completed' OR lease_no <> 1`,
    );
    expect(others.map(({ task_id, ...facts }) => ({ seed: seeds.get(task_id), ...facts }))).toEqual([]);
    expect(losses.lost).toBeGreaterThan(SEEDS);
  } finally {
    await worker.stop(0);
    await installation.close();
  }
}

/** One that may not lose its attempt. */
function taskOf(seed: number) {
  return { ...lasting(Math.floor(seeded(seed)() * LONGEST_MS)), retry: { max_retries: 0 } };
}

/** A real worker in this process, on a bus that loses. */
async function lossyWorker({ broker, database, home, ring }: Installation, losses: Losses): Promise<Worker> {
  const BUS_KEY_FILE = join(home, 'bus-key-lossy.json');
  writeBusKeyFile(BUS_KEY_FILE, 'platform', ring);
  const config = workerConfig({
    ...{ TEAM: 'platform', WORKER_SLOTS: String(SLOTS), BUS_KEY_FILE, LOG_LEVEL: 'error' },
    ...{ AGENTS_DIR: AGENTS, ARTIFACTS_DIR: join(home, 'artifacts') },
    ...(broker === undefined
      ? { BUS_DATABASE_URL: database.busUrl }
      : { AMQP_URL: broker.urlOf('cadre-worker-platform') }),
  });
  const platform = openPlatform(config, {});
  const { work, broadcast } = platform.bus;
  const worker = await Worker.create({ ...platform, bus: { work: lossy(work, losses), broadcast } });
  await worker.start();
  return worker;
}
