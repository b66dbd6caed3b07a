import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Installation, PrivateServer, PROJECT_DIR, type Service, until } from '@cadre/testing';
import { type BusKind, onBothBuses } from './harness/both-buses';
import { CountingServer } from './harness/counting-server';
import { proveSound } from './harness/prove-sound';
import { lasting, times, untilBusy } from './harness/running';

const AGENTS = join(PROJECT_DIR, 'tests/fixtures/agents');
const SLOTS = 20;
/** Half of the slots run these: under way in the backup, and still when it is restored. */
const LONG = SLOTS / 2;
/** As long as the test wants. */
const LONG_MS = 600_000;
const SHORT = 80;
/** In no backup: the restored database never heard of them. */
const LATER = 5;
/** A broker of its own may have to start first, and the reaper leaves leases alone for 30 s. */
const PATIENCE_MS = 360_000;
const SOON = { timeoutMs: 60_000, intervalMs: 50 };
const LATE = { ...SOON, timeoutMs: 120_000 };

describe('R46: an older backup, restored while the worker and the bus hold newer state', () =>
  onBothBuses('is made safe: what is stale is lost, each task completes once', restored, PATIENCE_MS));

async function restored(bus: BusKind): Promise<void> {
  const [server, calls] = await Promise.all([PrivateServer.start(), CountingServer.start()]);
  const installation = await Installation.create({ bus, database: server, agentsDir: AGENTS });
  const { client } = installation;
  try {
    const worker = await installation.worker({ WORKER_SLOTS: String(SLOTS), HTTP_ALLOW_LIST: calls.address });
    const others = await Promise.all([installation.orchestrator(), installation.gateway()]);
    const long = await client.acceptedMany(times(LONG, calls.task({}, LONG_MS)));
    await until(() => calls.calls.length === LONG, SOON);
    await client.acceptedMany(times(SHORT, lasting(1_000)));
    await untilBusy(worker, SLOTS);
    worker.freeze();
    await server.backUp();
    worker.thaw();
    await untilCompleted(installation, LONG);
    const later = await client.acceptedMany(times(LATER, { priority: 'critical', ...lasting(1_000) }));
    worker.freeze();
    await Promise.all(others.map((service) => service.kill()));
    await server.restore();
    await makeSafe(installation, long);

    const [orchestrator] = await Promise.all([installation.orchestrator(), installation.gateway()]);
    // What it waits for is there when it wakes, before it can hear that its leases are lost.
    calls.release();
    worker.thaw();
    const repeated = (): boolean => calls.calls.length === 2 * LONG;
    // A worker that was frozen for longer than a lease gives its attempts up by itself, and has nothing to report.
    await until(async () => (await lostReports(orchestrator)) >= LONG || repeated(), LATE);
    await until(repeated, LATE);
    calls.release();
    client.journal.splice(-LATER);
    await proveSound(installation, 180_000);
    await expectSecondAttempts(installation, long);
    const known = await installation.sql('SELECT task_id FROM tasks WHERE task_id = ANY ($1)', later);
    expect(known).toEqual([]);
  } finally {
    await installation.close();
    await calls.close();
  }
}

interface Lease {
  readonly task_id: string;
  readonly lease_token: string;
}

/** As the manual says: before the services start. */
async function makeSafe({ sql, database }: Installation, long: readonly string[]): Promise<void> {
  const live = () => sql<Lease>(`SELECT task_id, lease_token FROM tasks WHERE status = 'running' ORDER BY task_id`);
  const queued = () => sql(`SELECT task_id FROM tasks WHERE status = 'queued'`);
  const [before, waiting] = [await until(live, SOON), await queued()];
  expect(before.map(({ task_id }) => task_id)).toEqual(expect.arrayContaining([...long]));
  expect(waiting.length).toBeGreaterThan(0);
  const program = join(PROJECT_DIR, 'dist/apps/cli/src/main.js');
  const env = { PATH: process.env['PATH'], DATABASE_URL: database.serviceUrl };
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'doctor', 'restored'], { env });
  expect(stdout).toContain(`${before.length} live leases replaced`);
  expect(stdout).toContain(`${waiting.length} queued tasks taken back`);
  expect(await queued()).toEqual([]);
  const after = await live();
  expect(after.map(({ task_id }) => task_id)).toEqual(before.map(({ task_id }) => task_id));
  const old = new Set(before.map(({ lease_token }) => lease_token));
  expect(after.filter(({ lease_token }) => old.has(lease_token))).toEqual([]);
}

async function untilCompleted({ sql }: Installation, count: number): Promise<void> {
  await until(async () => (await sql(`SELECT 1 FROM tasks WHERE status = 'completed'`)).length >= count, SOON);
}

async function lostReports(orchestrator: Service): Promise<number> {
  const counted = /^cadre_reports_total\{[^}]*verdict="lost"[^}]*\} (\d+)$/m.exec(await orchestrator.metrics());
  return Number(counted?.[1] ?? 0);
}

/** What the worker had made of them is not what stands there: they were lost, counted, and done again. */
async function expectSecondAttempts({ sql }: Installation, ids: readonly string[]): Promise<void> {
  const attempts = await sql(
    `SELECT lease_no, outcome, count(*)::int AS tasks FROM task_history WHERE task_id = ANY ($1)
     GROUP BY lease_no, outcome ORDER BY lease_no, outcome`,
    ids,
  );
  expect(attempts).toEqual([
    { lease_no: 1, outcome: 'worker_lost', tasks: LONG },
    { lease_no: 2, outcome: 'completed', tasks: LONG },
  ]);
}
