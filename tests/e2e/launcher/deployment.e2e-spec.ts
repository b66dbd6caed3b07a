import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ADMIN_EMAIL,
  ADMIN_PASSWORD,
  emptyDatabase,
  freePort,
  PROJECT_DIR,
  RunningProcess,
  startService,
  type FreshDatabase,
} from '@cadre/testing';

/** As docker-compose.yml and Kubernetes do it: one step prepares, then each service is started by itself. */
describe('services that somebody else starts', () => {
  let database: FreshDatabase;
  let home: string;
  let busUrl: string;
  const services: RunningProcess[] = [];

  beforeAll(async () => {
    database = await emptyDatabase();
    home = mkdtempSync(join(tmpdir(), 'cadre-deployment-'));
    const url = new URL(database.url);
    url.username = `bus_of_${database.name}`;
    url.password = 'bus-password';
    busUrl = url.href;
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    rmSync(home, { recursive: true, force: true });
    await database.drop();
  });

  async function migrate(): Promise<{ code: number | null; said: string }> {
    const step = RunningProcess.node({
      args: [join(PROJECT_DIR, 'dist/apps/launcher/src/main.js'), 'migrate'],
      cwd: PROJECT_DIR,
      env: {
        PATH: process.env['PATH'],
        CADRE_HOME: home,
        DATABASE_URL: database.url,
        BUS_DATABASE_URL: busUrl,
        CADRE_ADMIN_PASSWORD: ADMIN_PASSWORD,
      },
    });
    return { code: (await step.exited).code, said: step.output.trim() };
  }

  async function start(...args: Parameters<typeof startService>): Promise<void> {
    services.push(await startService(...args));
  }

  it('are prepared by one step, which may be run again', async () => {
    expect(await migrate()).toEqual({ code: 0, said: 'The installation is up to date' });
    expect(await migrate()).toEqual({ code: 0, said: 'The installation is up to date' });
  });

  it('work together: a task goes through two orchestrators and a worker that knows only the bus', async () => {
    const port = await freePort();
    const truth = { DATABASE_URL: database.url, CADRE_KEYS_FILE: join(home, 'keys.json') };
    const artifacts = { ARTIFACTS_DIR: join(home, 'artifacts') };
    const worker = {
      TEAM: 'platform',
      BUS_DATABASE_URL: busUrl,
      BUS_KEY_FILE: join(home, 'bus-keys/platform/bus-key.json'),
    };
    await Promise.all([
      start('gateway', { ...truth, ...artifacts, PORT: String(port), API_RATE_LIMIT: 'off' }),
      start('orchestrator', truth),
      start('orchestrator', truth),
      start('worker', { ...worker, ...artifacts }),
    ]);
    const api = `http://127.0.0.1:${port}/api/v1`;
    const json = { 'content-type': 'application/json' };
    const login = JSON.stringify({ email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    const session = await fetch(`${api}/auth/login`, { method: 'POST', headers: json, body: login });
    const { access_token } = (await session.json()) as { access_token: string };
    const answer = await fetch(`${api}/tasks?wait=20`, {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${access_token}` },
      body: JSON.stringify({ agent_id: 'echo', parameters: { message: 'hello' } }),
    });
    expect(await answer.json()).toMatchObject({ status: 'completed', result: { message: 'hello' } });
  });

  it('end with code 0 when they are told to', async () => {
    const exits = await Promise.all(services.splice(0).map((service) => service.stop()));
    expect(exits.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  });
});
