import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { ensureDatabase } from './create-database';
import { isAlive } from './server/process-table';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './start-embedded-postgres';

const REGISTER = join(__dirname, '../../testing/src/register-typescript.cjs');
const asRoot = process.getuid?.() === 0;
const DAEMON = { uid: 1, gid: 1 };
const NAMELESS = { uid: 12_345, gid: 12_345 };
/** Whether ordinary users can read this source tree, which a clone below /root does not allow. */
const othersCanRead = asRoot && spawnSync('test', ['-r', REGISTER], DAEMON).status === 0;

let folder: string;
let running: EmbeddedPostgres[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadre-embedded-'));
  chmodSync(folder, 0o755);
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(name = 'data', port?: number): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, name),
    ...(port !== undefined && { port }),
  });
  running.push(server);
  return server;
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

const cluster = () => join(folder, 'data', 'cluster');
const pidFile = () => join(cluster(), 'postmaster.pid');
const serverPid = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);

/** A process that starts the server and stays; it is killed by the test. */
async function startElsewhere(
  user: { uid?: number; gid?: number } = {},
): Promise<{ child: ChildProcess; said: string }> {
  const program = `
    const { startEmbeddedPostgres } = require('${join(__dirname, 'start-embedded-postgres.ts')}');
    startEmbeddedPostgres({ dataDir: '${join(folder, 'data')}', durable: false })
      .then((server) => console.log(server.adminUrl), (error) => { console.log(error.message); process.exit(1); });
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--require', REGISTER, '-e', program], {
    ...user,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [piece] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: piece.toString().trim() };
}

async function goes(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('the embedded PostgreSQL', () => {
  it('starts from nothing, keeps its data and its port', async () => {
    const first = await start();
    await ensureDatabase(first.adminUrl, 'cadre');
    await ensureDatabase(first.adminUrl, 'cadre');
    await ask(first.url('cadre'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start();
    expect(second.port).toBe(first.port);
    expect(await ask(second.url('cadre'), 'SELECT * FROM kept')).toEqual([{ answer: 42 }]);
  }, 60_000);

  it('listens on loopback for those who know the password', async () => {
    const server = await start();
    expect(await ask(server.adminUrl, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const stranger = new URL(server.adminUrl);
    stranger.password = 'guessed';
    await expect(ask(stranger.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  }, 60_000);

  it('takes another port when its own is taken, unless told which', async () => {
    const first = await start();
    await first.stop();
    const blocker = await start('other', first.port);
    const moved = await start();
    expect(moved.port).not.toBe(blocker.port);
    await moved.stop();
    await expect(start('data', blocker.port)).rejects.toThrow('did not start');
  }, 60_000);

  it('stops twice without complaint and tells when it ended', async () => {
    const server = await start();
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(await server.exited).toBe('code 0');
  }, 60_000);
});

describe('after a kill', () => {
  it('of the server, it starts again on the same data', async () => {
    const server = await start();
    await ask(server.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS x');
    process.kill(serverPid(), 'SIGKILL');
    expect(await server.exited).toBe('SIGKILL');
    const again = await start('data', server.port);
    expect(await ask(again.adminUrl, 'SELECT * FROM kept')).toEqual([{ x: 1 }]);
  }, 60_000);

  it('of the process that started it, the server ends by itself', async () => {
    const { child } = await startElsewhere();
    const pid = serverPid();
    child.kill('SIGKILL');
    await goes(pid);
    await start();
  }, 60_000);

  it('in the middle of preparing, nothing half-made is used', async () => {
    mkdirSync(join(folder, 'data', 'cluster.99999.new', 'base'), { recursive: true });
    writeFileSync(join(folder, 'data', 'cluster.99999.password'), 'x');
    const server = await start();
    expect(await ask(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(existsSync(join(folder, 'data', 'cluster.99999.new'))).toBe(false);
  }, 60_000);

  it('a pid file left behind does not stop it, even if that id lives', async () => {
    const server = await start();
    await server.stop();
    const stranger = spawn('sleep', ['60']);
    writeFileSync(pidFile(), `${stranger.pid}\n${cluster()}\n1\n5432\n\n127.0.0.1\n\nready   \n`);
    writeFileSync(join(folder, 'data', 'state.json'), '{"port":');
    await start();
    stranger.kill('SIGKILL');
  }, 60_000);
});

describe('what cannot work is one sentence', () => {
  it('a directory another living process serves', async () => {
    await start();
    const { child, said } = await startElsewhere();
    expect(said).toBe(`The database in ${join(folder, 'data')} is in use by process ${process.pid}`);
    child.kill('SIGKILL');
  }, 60_000);

  it('a broken cluster', async () => {
    await (await start()).stop();
    rmSync(join(cluster(), 'global', 'pg_control'));
    await expect(start()).rejects.toThrow(/did not start: .*pg_control.*\(more in .*server\.log\)$/);
  }, 60_000);

  it('a cluster of somebody else', async () => {
    mkdirSync(cluster(), { recursive: true });
    await expect(start()).rejects.toThrow('is not a database of ours');
  });

  it('a directory that is a file, or cannot be made', async () => {
    writeFileSync(join(folder, 'data'), '');
    await expect(start()).rejects.toThrow('cannot be used');
    await expect(startEmbeddedPostgres({ dataDir: '/proc/nowhere/data' })).rejects.toThrow('cannot be used (ENOENT)');
  });
});

(asRoot ? describe : describe.skip)('as root', () => {
  it('serves from below a folder that only root may enter', async () => {
    chmodSync(folder, 0o700);
    const server = await start();
    expect(await ask(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  }, 60_000);
});

(othersCanRead ? describe : describe.skip)('as an ordinary user', () => {
  beforeEach(() => chmodSync(folder, 0o777));

  it.each([
    ['with a name', DAEMON],
    ['whose id has no name, as in many containers', NAMELESS],
  ])(
    '%s it starts',
    async (_, user) => {
      const { child, said } = await startElsewhere(user);
      expect(said).toMatch(/^postgres:/);
      expect(await ask(said, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      const pid = serverPid();
      child.kill('SIGKILL');
      await goes(pid);
    },
    60_000,
  );

  it('what it made is served by root as that user', async () => {
    const { child } = await startElsewhere(DAEMON);
    const pid = serverPid();
    child.kill('SIGKILL');
    await goes(pid);
    const server = await start();
    expect(await ask(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readFileSync(`/proc/${serverPid()}/status`, 'utf8')).toMatch(/^Uid:\t1\t/m);
  }, 60_000);
});
