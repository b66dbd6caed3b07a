import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, until } from '@cadre/testing';
import type { ServiceSpec } from '../services/service-spec.port';
import { Supervisor } from './supervisor';

let folder: string;
let supervisor: Supervisor | undefined;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadre-supervisor-'));
  said = [];
});
afterEach(async () => {
  await supervisor?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A service that is this little program. */
function service(role: ServiceSpec['role'], program: string, stopWithinMs = 5_000): ServiceSpec {
  const entry = join(folder, `${role}.js`);
  writeFileSync(entry, program);
  return { name: role, role, team: null, entry, env: { ORDER: join(folder, 'order') }, stopWithinMs };
}

function supervise(...specs: ServiceSpec[]): Supervisor {
  const note = (line: string) => void said.push(line);
  const terminal = { say: note, warn: note };
  supervisor = new Supervisor({
    specs,
    projectDir: folder,
    logsDir: folder,
    processesFile: join(folder, 'processes.json'),
    terminal,
  });
  supervisor.start();
  return supervisor;
}

const pids = (): number[] =>
  JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')).services.map(({ pid }: { pid: number }) => pid);

const STAY = 'setInterval(() => {}, 1000);';
const READY = `process.send({ ready: true }); ${STAY}`;
const ENDS_IN_ORDER = (name: string) =>
  `process.on('SIGTERM', () => { require('fs').appendFileSync(process.env.ORDER, '${name} '); process.exit(0); }); ${READY}`;

describe('the supervisor', () => {
  it('is ready when every service is', async () => {
    const both = supervise(service('gateway', READY), service('worker', READY));
    await both.ready();
    expect(pids().every(isAlive)).toBe(true);
  });

  it('stops workers first, then the orchestrator, then the gateway', async () => {
    const roles = ['gateway', 'orchestrator', 'worker'] as const;
    const all = supervise(...roles.map((role) => service(role, ENDS_IN_ORDER(role))));
    await all.ready();
    await all.stop();
    expect(readFileSync(join(folder, 'order'), 'utf8')).toBe('worker orchestrator gateway ');
  });

  it('kills what does not stop in time', async () => {
    const stubborn = supervise(service('worker', `process.on('SIGTERM', () => {}); ${READY}`, 100));
    await stubborn.ready();
    const [pid] = pids();
    await stubborn.stop();
    expect(isAlive(pid ?? 0)).toBe(false);
  });

  it('starts again what ends, and says so', async () => {
    await supervise(service('gateway', READY)).ready();
    const [before] = pids();
    process.kill(before ?? 0, 'SIGKILL');
    await until(() => said.includes('gateway is back'));
    expect(said[0]).toBe('gateway ended unexpectedly (SIGKILL); starting it again in 0.5 s');
    expect(pids()[0]).not.toBe(before);
  });

  it('gives up on a service whose configuration is wrong, with its words and its code', async () => {
    const wrong = supervise(service('gateway', `process.stderr.write('PORT must be a number\\n'); process.exit(78);`));
    await expect(wrong.ready()).rejects.toMatchObject({
      message: 'gateway does not start: PORT must be a number',
      exitCode: 78,
    });
  });

  it('gives up on a service that never gets ready, after some tries', async () => {
    const broken = supervise(service('gateway', 'process.exit(3);'));
    await expect(broken.ready()).rejects.toMatchObject({
      message: 'gateway does not start: it ended with code 3',
      exitCode: 1,
    });
    expect(said.filter((line) => line.includes('ended unexpectedly (code 3)'))).toHaveLength(3);
  }, 15_000);

  it('keeps every line in a file and shows what matters', async () => {
    const lines = [
      '{"level":"info","msg":"routine"}',
      '{"level":"warn","msg":"slow"}',
      '{"level":"warn","msg":"slow"}',
    ];
    const program = `console.log(${JSON.stringify(lines.join('\n'))}); console.error('a complaint\\n    at file.js:1'); ${READY}`;
    await supervise(service('gateway', program)).ready();
    await until(() => said.length >= 1);
    expect(said).toEqual([expect.stringContaining('warn  gateway: slow')]);
    await until(() => readFileSync(join(folder, 'gateway.log'), 'utf8').includes('file.js'));
    const log = readFileSync(join(folder, 'gateway.log'), 'utf8');
    expect(log).toContain(lines[0]);
    expect(log).toContain('    at file.js:1');
  });
});
