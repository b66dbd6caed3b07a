import { Installation, PrivateServer, type Service } from '@cadre/testing';
import { submitPersistently } from './harness/die-at';
import { proveSound } from './harness/prove-sound';
import { afterMs } from './harness/seeded';

const SUBMITTERS = 4;
const ROUNDS = 8;
const BETWEEN_MS = 700;

describe('a database whose sessions end and that is killed, under load', () => {
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
    const submitting = Array.from({ length: SUBMITTERS }, () => submitUntil(load.signal));
    let ended = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      await afterMs(BETWEEN_MS);
      ended += await server.endSessions();
    }
    expect(ended).toBeGreaterThan(ROUNDS);
    expect(await server.kill()).toBe('SIGKILL');
    await server.startAgain();
    await afterMs(BETWEEN_MS);
    load.abort();
    const submitted = (await Promise.all(submitting)).flat();

    // Whatever the answers were, each key made one task.
    expect(new Set(submitted).size).toBe(submitted.length);
    expect(submitted.length).toBeGreaterThan(ROUNDS);
    await proveSound(installation, 110_000);
    const [tasks] = await installation.sql<{ count: number }>('SELECT count(*) FROM tasks');
    expect(tasks?.count).toBe(submitted.length);
    for (const service of services) {
      expect(service.isRunning).toBe(true);
      expect(service.log.filter(({ level }) => level === 'fatal')).toEqual([]);
    }
  }, 240_000);

  async function submitUntil(signal: AbortSignal): Promise<string[]> {
    const ids: string[] = [];
    while (!signal.aborted) ids.push(await submitPersistently(installation, { parameters: { delay_ms: 20 } }));
    return ids;
  }
});
