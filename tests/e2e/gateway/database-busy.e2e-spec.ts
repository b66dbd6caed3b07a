import { Database, unnamedStatement } from '@cadre/persistence';
import { type RunningProcess, until } from '@cadre/testing';
import { call, GatewayGround, type HttpAnswer, login } from './gateway-process';

const POOL = 2;
const CALLERS = 200;

describe('a gateway whose connections are all taken (R16)', () => {
  let ground: GatewayGround;
  let gateway: RunningProcess;
  let port: number;
  let slow: Database;
  beforeAll(async () => {
    ground = await GatewayGround.prepare();
    ({ gateway, port } = await ground.startReady({ DATABASE_POOL: String(POOL) }));
    slow = new Database({ url: ground.database.url });
  });
  afterAll(async () => {
    await slow.close();
    await gateway.stop();
    await ground.remove();
  });

  it('makes callers wait a bounded time, sends them away with 503 and Retry-After, and recovers', async () => {
    const token = JSON.parse((await login(port)).body).access_token;
    const list = (): Promise<HttpAnswer> => call({ port, path: '/api/v1/tasks', token });
    expect((await list()).status).toBe(200);

    let released = false;
    let locked = false;
    const locking = slow.transaction(async (tx) => {
      await tx.execute(unnamedStatement('LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE'), []);
      locked = true;
      // A transaction that does nothing for long is ended by the server.
      while (!released) await tx.query(unnamedStatement('SELECT pg_sleep(0.1)'), []);
    });
    await until(() => locked);
    const answers: HttpAnswer[] = [];
    const calls = Array.from({ length: CALLERS }, async () => void answers.push(await list()));
    await until(() => answers.length > 0);
    expect((await call({ port, path: '/livez' })).status).toBe(200);
    await until(() => answers.length >= CALLERS - POOL);
    for (const { status, headers, body } of answers) {
      expect([status, JSON.parse(body)]).toMatchObject([503, { code: 'DATABASE_BUSY' }]);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    const ready = await call({ port, path: '/readyz' });
    expect([ready.status, JSON.parse(ready.body)]).toMatchObject([503, { checks: { database: 'down' } }]);

    released = true;
    await locking;
    await Promise.all(calls);
    expect((await list()).status).toBe(200);
    expect((await call({ port, path: '/readyz' })).status).toBe(200);
  });
});
