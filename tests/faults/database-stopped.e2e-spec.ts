import { Installation, PrivateServer, type Service, until } from '@cadre/testing';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { lasting, untilRunning } from './harness/running';
import { factsOf } from './harness/task-facts';

describe('a database that is away', () => {
  let server: PrivateServer;
  let installation: Installation;
  let services: readonly Service[];
  beforeAll(async () => {
    server = await PrivateServer.start();
    installation = await Installation.create({ database: server });
    services = await Promise.all([installation.gateway(), installation.orchestrator(), installation.worker()]);
  });
  afterAll(() => installation.close());

  it('is answered with 503, ends no process and no attempt, and everything goes on when it is back', async () => {
    const { client } = installation;
    const running = await client.accepted(lasting(4_000));
    await untilRunning(installation, [running]);
    await server.stop();

    for (const answer of [await client.submit(), await client.call('GET', `/tasks/${running}`)]) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.body).toMatchObject({ status: 503, code: expect.stringMatching(/^DATABASE_/) });
      expect(JSON.stringify(answer.body)).not.toMatch(/ECONNREFUSED|postgres|\.js|stack/i);
    }
    const [gateway] = services as readonly [Service];
    expect((await fetch(`http://127.0.0.1:${gateway.port}/livez`)).status).toBe(200);
    await until(async () => (await fetch(`http://127.0.0.1:${gateway.port}/readyz`)).status === 503);

    await server.startAgain();
    const later = await until(async () => (await client.submit()).body.task_id as string | undefined, {
      timeoutMs: 30_000,
    });
    await untilAllEnded(installation, 90_000);
    // The agent ran on meanwhile, and its one attempt counted.
    expect(await factsOf(installation, running)).toMatchObject({ status: 'completed', lease_no: 1 });
    expect(await factsOf(installation, later)).toMatchObject({ status: 'completed' });
    for (const service of services) expect(service.isRunning).toBe(true);
    await proveSound(installation);
  });
});
