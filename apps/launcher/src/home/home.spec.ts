import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMark } from '@cadre/embedded-postgres';
import { AddressUnusableError, AlreadyRunningError, HomeUnusableError } from '../lifecycle/errors';
import { checkAddress } from './check-address';
import { busKeyFile } from './home-layout';
import { lockHome } from './home-lock';
import { openHome } from './open-home';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadre-home-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

describe('the data folder', () => {
  it('is made with what belongs into it, private where it must be', () => {
    const layout = openHome(join(folder, 'a', 'home'));
    expect(statSync(layout.home).mode & 0o777).toBe(0o711);
    expect(statSync(layout.logs).mode & 0o777).toBe(0o700);
    expect(openHome(layout.home)).toEqual(layout);
    expect(busKeyFile(layout, 'testing')).toBe(join(layout.home, 'bus-keys', 'testing', 'bus-key.json'));
  });

  it('that cannot be made is said in one sentence', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => openHome(join(folder, 'file'))).toThrow(HomeUnusableError);
    expect(() => openHome(join(folder, 'file', 'x'))).toThrow('(CADRE_HOME) cannot be used');
    expect(() => openHome('/proc/nowhere/cadre')).toThrow(HomeUnusableError);
  });
});

describe('the lock', () => {
  const lock = () => lockHome(join(folder, 'launcher.lock'), 'http://localhost:3000');

  it('is given back', () => {
    lock()();
    lock()();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused while its holder lives', () => {
    const release = lock();
    expect(lock).toThrow(AlreadyRunningError);
    expect(lock).toThrow(`at http://localhost:3000 (process ${process.pid})`);
    release();
  });

  it('of a killed process is taken over', async () => {
    const holder = spawn('sleep', ['60']);
    const content = { pid: holder.pid, mark: startMark(holder.pid ?? 0), url: 'http://x' };
    writeFileSync(join(folder, 'launcher.lock'), JSON.stringify(content));
    expect(lock).toThrow(AlreadyRunningError);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    lock()();
  });

  it('of a process whose id another one has now is taken over', () => {
    writeFileSync(join(folder, 'launcher.lock'), JSON.stringify({ pid: process.pid, mark: 'earlier', url: 'x' }));
    lock()();
  });

  it('that cannot be understood is taken over', () => {
    writeFileSync(join(folder, 'launcher.lock'), '{"pid":');
    lock()();
    expect(existsSync(join(folder, 'launcher.lock'))).toBe(false);
  });
});

describe('the address', () => {
  it('that is free is fine', async () => {
    await checkAddress('127.0.0.1', 0);
  });

  it('that is taken, foreign or unknown is refused', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(checkAddress('127.0.0.1', port)).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use by another program`,
    );
    await expect(checkAddress('203.0.113.1', port)).rejects.toThrow('This machine has no address 203.0.113.1');
    await expect(checkAddress('no.such.host.invalid', port)).rejects.toThrow(AddressUnusableError);
    server.close();
  });
});
