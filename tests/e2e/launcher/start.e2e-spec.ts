import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describeProcess, processesWith, Stack, startStack, until } from '@cadre/testing';

async function health(stack: Stack): Promise<number> {
  return (await fetch(`${stack.url}/readyz`)).status;
}

/** What it said, without the notes of a build that sources changed meanwhile made necessary. */
function wordsOf(stack: Stack): string {
  return stack.launcher.output.replace(/^(Building …|Built \d+ files)\n/gm, '').trim();
}

describe('npm start', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ workers: 'platform=1,testing=1' });
  });
  afterAll(() => stack.stop());

  it('serves the API where it says', async () => {
    expect(stack.launcher.output).toContain(`Cadre is ready at http://localhost:${stack.port}`);
    expect(await health(stack)).toBe(200);
  });

  it('runs every service as a process of its own', () => {
    expect(stack.services().map(({ name }) => name)).toEqual([
      'gateway',
      'orchestrator',
      'worker-platform',
      'worker-testing',
    ]);
    expect(new Set(stack.services().map(({ pid }) => pid)).size).toBe(4);
  });

  it('tells workers nothing about the database but the bus', async () => {
    const { env } = describeProcess(await stack.pidOf('worker-testing'));
    const databaseVariables = Object.keys(env).filter((name) => /DATABASE|KEYS|ADMIN|PASSWORD/.test(name));
    expect(databaseVariables).toEqual(['BUS_DATABASE_URL']);
    expect(env['BUS_DATABASE_URL']).toMatch(/^postgres:\/\/cadre_bus:/);
    const busKeys = JSON.parse(readFileSync(env['BUS_KEY_FILE'] ?? '', 'utf8'));
    const artifact_keys = { active: 'artifact-1', keys: { 'artifact-1': expect.any(String) as string } };
    expect(busKeys).toEqual({ team: 'testing', bus_key: expect.any(String), artifact_keys });
  });

  it('shows no secret in the arguments of any process', () => {
    const password = new URL(stack.databaseUrl()).password;
    const args = processesWith(stack.home).flatMap((pid) => describeProcess(pid).args);
    expect(args.filter((arg) => arg.includes(password) || arg.includes('postgres://'))).toEqual([]);
  });

  it('keeps secrets from other users of the machine', () => {
    expect(statSync(join(stack.home, 'keys.json')).mode & 0o077).toBe(0);
    expect(statSync(join(stack.home, 'logs')).mode & 0o077).toBe(0);
    for (const name of readdirSync(join(stack.home, 'logs'))) {
      expect(statSync(join(stack.home, 'logs', name)).mode & 0o077).toBe(0);
    }
  });

  it('starts a killed service again', async () => {
    const before = await stack.signal('worker-platform', 'SIGKILL');
    await until(async () => (await stack.pidOf('worker-platform')) !== before, { timeoutMs: 20_000 });
    await until(() => stack.launcher.output.includes('worker-platform is back'), { timeoutMs: 20_000 });
    expect(stack.launcher.output).toContain('worker-platform ended unexpectedly (SIGKILL)');
  });

  it('starts a killed database again, and the services find it', async () => {
    const before = stack.databasePid();
    process.kill(before, 'SIGKILL');
    await until(() => stack.launcher.output.includes('The database is back'), { timeoutMs: 30_000 });
    expect(stack.databasePid()).not.toBe(before);
    await until(async () => (await health(stack)) === 200, { timeoutMs: 30_000 });
  });

  it('refuses a second start in the same data folder', async () => {
    const second = await Stack.launch({ home: stack.home });
    expect((await second.launcher.exited).code).toBe(1);
    expect(wordsOf(second)).toMatch(
      /^Cadre already runs with this CADRE_HOME, at http:\/\/localhost:\d+ \(process \d+\); stop it first, or set another CADRE_HOME and PORT$/,
    );
    expect(await health(stack)).toBe(200);
  });
});

describe('stopping', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('on %s ends everything with exit code 0', async (signal) => {
    const stack = await startStack();
    stack.launcher.kill(signal);
    expect(await stack.launcher.exited).toEqual({ code: 0, signal: null });
    expect(stack.leftProcesses()).toEqual([]);
    await stack.stop();
  });

  it('leaves no process behind when the launcher itself is killed, and starts again', async () => {
    const stack = await startStack();
    stack.launcher.kill('SIGKILL');
    await until(() => stack.leftProcesses().length === 0, { timeoutMs: 15_000 });
    const again = await startStack({ home: stack.home });
    expect(await health(again)).toBe(200);
    expect((await again.stop()).code).toBe(0);
  });

  it('in the middle of starting is clean too', async () => {
    const stack = await Stack.launch({});
    await until(() => stack.leftProcesses().length > 1, { timeoutMs: 30_000 });
    expect((await stack.stop()).code).toBe(0);
  });
});

describe('a second start', () => {
  it('finds the data, keys and admin of the first', async () => {
    const first = await startStack();
    const token = await first.adminToken();
    expect(token).toEqual(expect.any(String));
    await first.stop({ keepHome: true });
    const second = await startStack({ home: first.home, env: { CADRE_ADMIN_PASSWORD: '' } });
    expect(second.launcher.output).not.toContain('First admin');
    const me = await fetch(`${second.url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(me.status).toBe(200);
    await second.stop();
  });
});

describe('what keeps Cadre from starting is said in one sentence', () => {
  async function fail(options: Parameters<typeof Stack.launch>[0]): Promise<{ code: number | null; said: string }> {
    const stack = await Stack.launch(options);
    const { code } = await stack.launcher.exited;
    await stack.stop({ keepHome: options.home !== undefined });
    return { code, said: wordsOf(stack) };
  }

  it('a port in use', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as { port: number };
    expect(await fail({ port })).toEqual({
      code: 1,
      said: `Port ${port} on 127.0.0.1 is in use by another program; stop it or set PORT to a free port`,
    });
    blocker.close();
  });

  it('a bad value, an unknown variable and a bad value of a service, all at once with exit code 78', async () => {
    const { code, said } = await fail({ env: { PORT: 'x', CADRE_WORKES: '1' } });
    expect(code).toBe(78);
    expect(said.split('\n')).toEqual([
      'The configuration has 2 mistakes:',
      '- PORT must be a whole number from 1 to 65535, not "x"',
      '- CADRE_WORKES is not a setting; did you mean CADRE_WORKERS?',
    ]);
    expect(await fail({ env: { WORKER_SLOTS: '0' } })).toEqual({
      code: 78,
      said: 'WORKER_SLOTS must be a whole number from 1 to 1000, not "0"',
    });
  });

  it('a database that is not there', async () => {
    const { code, said } = await fail({ env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' } });
    expect(code).toBe(1);
    expect(said).toMatch(
      /^The database cannot be used \(.*ECONNREFUSED.*\); check DATABASE_URL and that PostgreSQL is running there$/,
    );
  });

  it('a data folder that cannot be made', async () => {
    expect(await fail({ home: '/proc/cadre' })).toEqual({
      code: 1,
      said: expect.stringMatching(/^The data folder \/proc\/cadre \(CADRE_HOME\) cannot be used: .*$/),
    });
  });

  it('an unknown option', async () => {
    expect(await fail({ args: ['--fast'] })).toEqual({
      code: 1,
      said: '"--fast" is not an option; "npm start -- --help" lists them',
    });
  });
});
