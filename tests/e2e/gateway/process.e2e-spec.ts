import { Agent } from 'node:http';
import { createServer, connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { isAlive, PROJECT_DIR, RunningProcess, until } from '@cadre/testing';
import { call, GatewayGround, linesOf, login, open } from './gateway-process';

describe('the gateway process', () => {
  let ground: GatewayGround;
  beforeAll(async () => {
    ground = await GatewayGround.prepare();
  });
  afterAll(() => ground.remove());

  it('ends quickly and cleanly with keep-alive, streaming and running requests (B26)', async () => {
    const { gateway, port } = await ground.startReady();
    const token = JSON.parse((await login(port)).body).access_token;
    const submission = { port, method: 'POST', path: '/api/v1/tasks', token, body: { agent_id: 'tester' } };
    const { task_id } = JSON.parse((await call(submission)).body);
    const keepAlive = new Agent({ keepAlive: true, maxSockets: 50 });
    await Promise.all(Array.from({ length: 50 }, () => call({ port, path: '/livez', agent: keepAlive })));
    const streams = await Promise.all(
      Array.from({ length: 5 }, () =>
        open({ port, path: `/api/v1/tasks/${task_id}/events`, token, accept: 'text/event-stream' }),
      ),
    );
    const ended = streams.map((stream) => new Promise((resolve) => stream.resume().once('close', resolve)));
    // Two at a time are computed: when the first is through, the others are under way.
    const running = Array.from({ length: 5 }, () => login(port));
    await until(() => linesOf(gateway).filter(({ msg }) => msg === 'request').length >= 3);
    const started = performance.now();
    gateway.kill('SIGTERM');
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await Promise.all(ended);
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - started).toBeLessThan(8_000);
    expect(linesOf(gateway).filter(({ level }) => level !== 'info')).toEqual([]);
    keepAlive.destroy();
  });

  it('ends at once while it still waits for its database', async () => {
    const gateway = ground.start({ DATABASE_URL: 'postgres://postgres@127.0.0.1:9/none' });
    await gateway.waitForOutput(/database not reachable/);
    expect(await gateway.stop()).toEqual({ code: 0, signal: null });
    expect(gateway.output).not.toContain('"ready"');
  });

  it('ends when the process that started it is gone', async () => {
    // A starter that dies at once, and tells the gateway's process id before.
    const main = join(PROJECT_DIR, 'dist/apps/gateway/src/main.js');
    const script = `
      const child = require('node:child_process').fork(${JSON.stringify(main)}, { silent: true });
      child.on('message', () => { console.log('child', child.pid); setInterval(() => {}, 1000); });`;
    const starter = RunningProcess.node({
      args: ['-e', script],
      cwd: PROJECT_DIR,
      env: { PATH: process.env['PATH'], ...ground.env },
    });
    const [, pid] = await starter.waitForOutput(/child (\d+)/);
    starter.kill('SIGKILL');
    await until(() => !isAlive(Number(pid)));
  });

  it('answers broken, oversized and smuggled HTTP as problems and stays up (S55)', async () => {
    const { gateway, port } = await ground.startReady();
    const raw = (text: string): Promise<string> =>
      new Promise((resolve, reject) => {
        let answer = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(text));
        socket
          .on('data', (chunk) => (answer += chunk.toString()))
          .on('close', () => resolve(answer))
          .on('error', reject);
      });
    const line = 'GET /livez HTTP/1.1\r\nHost: x\r\n';
    expect(await raw('rubbish\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 [\s\S]*application\/problem\+json[\s\S]*MALFORMED_BODY/,
    );
    expect(await raw(`${line}X: ${'x'.repeat(17_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 [\s\S]*HEADERS_TOO_LARGE/);
    expect(
      await raw(
        `POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1.1 400 /);
    expect(await raw(`${line}Bad Header: 1\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /);
    expect((await call({ port, path: '/livez' })).status).toBe(200);
    await gateway.stop();
  });

  it('gives up on requests that trickle in, and on connections that say nothing', async () => {
    const { gateway, port } = await ground.startReady();
    const trickle = (text: string): Promise<string> =>
      new Promise((resolve, reject) => {
        let answer = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(text));
        socket
          .on('data', (chunk) => (answer += chunk.toString()))
          .on('close', () => resolve(answer))
          .on('error', reject);
      });
    const answers = await Promise.all(['', 'GET /livez HTTP/1.1\r\nHost: x\r\nX: '].map(trickle));
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 408 [\s\S]*REQUEST_TIMEOUT/);
    expect((await call({ port, path: '/livez' })).status).toBe(200);
    await gateway.stop();
  });

  it('says in one sentence that the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await until(() => other.listening);
    const { port } = other.address() as AddressInfo;
    const gateway = ground.start({ PORT: String(port) });
    expect(await gateway.exited).toEqual({ code: 1, signal: null });
    expect(gateway.output).toContain(`cadre-gateway: The API cannot listen on 127.0.0.1:${port}: the port is in use.`);
    other.close();
  });

  it.each([
    ['a missing database', { DATABASE_URL: '' }, /DATABASE_URL/],
    ['a bad port', { PORT: 'http' }, /PORT/],
    ['an origin that is none (S53)', { CORS_ORIGINS: '*' }, /CORS_ORIGINS/],
  ])('refuses to start with %s, naming the variable', async (_name, wrong, variable) => {
    const gateway = ground.start(wrong);
    expect(await gateway.exited).toEqual({ code: 78, signal: null });
    expect(gateway.output).toMatch(variable);
  });
});
