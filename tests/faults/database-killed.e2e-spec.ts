import { Installation, PrivateServer, type Service } from '@cadre/testing';
import { submitPersistently } from './harness/die-at';
import { proveSound } from './harness/prove-sound';
import { afterMs } from './harness/seeded';

const ROUNDS = 20;
const BETWEEN_MS = 3_000;
/** The server itself is killed after these rounds. */
const KILLED_AFTER: readonly number[] = [5, 11, 17];
/** One submitter each: what its tasks take. */
const DELAYS_MS = [20, 200, 1_000, 4_000];

describe('a database whose sessions end again and again, and that is killed, under load', () => {
  let server: PrivateServer;
  let installation: Installation;
  let services: readonly Service[];
  beforeAll(async () => {
    server = await PrivateServer.start();
    installation = await Installation.create({ database: server });
    services = await Promise.all([installation.gateway(), installation.orchestrator(), installation.worker()]);
    await installation.client.call('GET', '/auth/me');
  });
  afterAll(() => installation.close());

  it('loses and repeats nothing, and ends no process', async () => {
    const load = new AbortController();
    const submitting = DELAYS_MS.map((delayMs) => submitUntil(load.signal, delayMs));
    let ended = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      await afterMs(BETWEEN_MS);
      ended += await server.endSessions();
      if (!KILLED_AFTER.includes(round)) continue;
      expect(await server.kill()).toBe('SIGKILL');
      await server.startAgain();
    }
    expect(ended).toBeGreaterThan(ROUNDS);
    load.abort();
    const submitted = (await Promise.all(submitting)).flat();

    // Whatever the answers were, each key made one task.
    expect(new Set(submitted).size).toBe(submitted.length);
    expect(submitted.length).toBeGreaterThan(ROUNDS);
    await proveSound(installation, 110_000);
    const [tasks] = await installation.sql<{ count: number }>('SELECT count(*) FROM tasks');
    expect(tasks?.count).toBe(submitted.length);
    const [repeated] = await installation.sql<{ count: number }>('SELECT count(*) FROM tasks WHERE lease_no > 1');
    expect(repeated?.count).toBe(0);
    for (const service of services) {
      expect(service.isRunning).toBe(true);
      expect(service.log.filter(({ level }) => level === 'fatal')).toEqual([]);
    }
  }, 360_000);

  /** One after the other, not faster than the worker: what is waited for says how long. */
  async function submitUntil(signal: AbortSignal, delayMs: number): Promise<string[]> {
    const ids: string[] = [];
    while (!signal.aborted) {
      ids.push(await submitPersistently(installation, { parameters: { delay_ms: delayMs } }));
      await afterMs(delayMs);
    }
    return ids;
  }
});
