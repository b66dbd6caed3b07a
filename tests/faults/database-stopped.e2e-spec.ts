import { type ApiAnswer, Installation, PrivateServer, type Service, until } from '@cadre/testing';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { lasting, times, untilRunning } from './harness/running';
import { afterMs } from './harness/seeded';
import { eventTypesOf, factsOf } from './harness/task-facts';

/** Longer than two leases: nobody may take anybody for dead meanwhile. */
const AWAY_MS = 62_000;
const SLOTS = 200;
const IN_ONE_ATTEMPT = ['submitted', 'queued', 'started', 'completed'];

describe('a database, and the bus on it, that is away for longer than a lease', () => {
  let server: PrivateServer;
  let installation: Installation;
  let gateway: Service;
  let orchestrator: Service;
  let worker: Service;
  beforeAll(async () => {
    server = await PrivateServer.start();
    installation = await Installation.create({ database: server });
    [gateway, orchestrator, worker] = await Promise.all([
      installation.gateway(),
      installation.orchestrator(),
      installation.worker({ WORKER_SLOTS: String(SLOTS) }),
    ]);
  });
  afterAll(() => installation.close());

  it('is answered with 503, ends no process and no attempt, and everything goes on when it is back', async () => {
    const { client } = installation;
    const meanwhile = await client.acceptedMany(times(SLOTS / 2, lasting(45_000)));
    const afterwards = await client.acceptedMany(times(SLOTS / 2, lasting(75_000)));
    await until(async () => (await gaugeOf(worker, 'cadre_worker_slots_busy')) === SLOTS, { timeoutMs: 30_000 });
    await server.stop();
    const away = afterMs(AWAY_MS);

    expectUnavailable(await client.submit());
    expectUnavailable(await client.call('GET', `/tasks/${meanwhile[0]}`));
    expect((await fetch(`http://127.0.0.1:${gateway.port}/livez`)).status).toBe(200);
    await until(async () => (await fetch(`http://127.0.0.1:${gateway.port}/readyz`)).status === 503);
    // Agents end with their outcomes although nobody has confirmed their leases for longer than a lease.
    await until(async () => (await gaugeOf(worker, 'cadre_worker_reports_unsettled')) === SLOTS / 2, {
      timeoutMs: AWAY_MS,
      intervalMs: 250,
    });
    await away;
    expectUnavailable(await client.submit());
    expect(await gaugeOf(worker, 'cadre_worker_slots_busy')).toBe(SLOTS / 2);

    await server.startAgain();
    const later = await until(async () => (await client.submit()).body.task_id as string | undefined, {
      timeoutMs: 30_000,
    });
    await untilAllEnded(installation, 90_000);
    for (const id of [...meanwhile, ...afterwards]) {
      expect(await eventTypesOf(installation, id)).toEqual(IN_ONE_ATTEMPT);
      expect(await factsOf(installation, id)).toMatchObject({ lease_no: 1, failures_counted: 0 });
    }
    expect(await factsOf(installation, later)).toMatchObject({ status: 'completed' });
    for (const service of [gateway, orchestrator, worker]) {
      expect(service.isRunning).toBe(true);
      expect(service.log.filter(({ level }) => level === 'fatal')).toEqual([]);
    }
    expect(orchestrator.log.filter(({ msg }) => msg === 'workers are gone')).toEqual([]);
    await proveSound(installation);
  }, 300_000);

  it('keeps no worker from leaving in time when it is asked to', async () => {
    await worker.stop();
    const leaving = await installation.worker({ GRACE_SECONDS: '1' });
    const held = await installation.client.accepted(lasting(600_000));
    await untilRunning(installation, [held]);
    await server.stop();
    const askedAt = performance.now();
    leaving.signal('SIGTERM');
    expect(await leaving.exited).toEqual({ code: 0, signal: null });
    // What the launcher leaves a worker beyond its grace period; after that it kills.
    expect(performance.now() - askedAt).toBeLessThan(1_000 + 25_000);
    await server.startAgain();
  });
});

function expectUnavailable(answer: ApiAnswer): void {
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.body).toMatchObject({ status: 503, code: expect.stringMatching(/^DATABASE_/) });
  expect(JSON.stringify(answer.body)).not.toMatch(/ECONNREFUSED|postgres|\.js|stack/i);
}

/** A worker's gauge without labels of its own. */
async function gaugeOf(service: Service, name: string): Promise<number> {
  return Number(new RegExp(`^${name}\\{[^}]*\\} (\\d+)$`, 'm').exec(await service.metrics())?.[1]);
}
