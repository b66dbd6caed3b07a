import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack, startStack, until } from '@cadre/testing';

/** What the first start leaves in the data folder, in the order in which it comes. */
const STAGES: readonly [name: string, reached: (home: string) => boolean][] = [
  ['the data folder is taken', (home) => existsSync(join(home, 'launcher.lock'))],
  ['the database is being prepared', (home) => entries(join(home, 'postgres')).some((name) => name.endsWith('.new'))],
  ['the database stands', (home) => existsSync(join(home, 'postgres', 'cluster'))],
  ['the server starts', (home) => existsSync(join(home, 'postgres', 'cluster', 'postmaster.pid'))],
  ['the keys are made', (home) => existsSync(join(home, 'keys.json'))],
  ['the first password is made', (home) => existsSync(join(home, 'first-admin-password'))],
  ['the services start', (home) => existsSync(join(home, 'processes.json'))],
];

function entries(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

describe('a launcher that is killed in the middle of the first start', () => {
  it('at any stage leaves no process, and the next start goes on from there', async () => {
    const home = mkdtempSync(join(tmpdir(), 'cadre-killed-'));
    for (const [, reached] of STAGES) {
      const stack = await Stack.launch({ home, env: { CADRE_ADMIN_PASSWORD: '' } });
      await until(() => reached(home) || !stack.launcher.isRunning, { timeoutMs: 60_000, intervalMs: 1 });
      stack.launcher.kill('SIGKILL');
      await stack.launcher.exited;
      await until(() => stack.leftProcesses().length === 0, { timeoutMs: 15_000 });
    }

    const stack = await startStack({ home, env: { CADRE_ADMIN_PASSWORD: '' } });
    const [, password] = await stack.launcher.waitForOutput(/First admin: admin@localhost, password (\S+)/);
    const login = await fetch(`${stack.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'admin@localhost', password }),
    });
    expect(login.status).toBe(200);
    expect(existsSync(join(home, 'first-admin-password'))).toBe(false);
    expect(entries(join(home, 'postgres')).filter((name) => /\.new$|\.password/.test(name))).toEqual([]);
    expect((await stack.stop({ keepHome: true })).code).toBe(0);
    rmSync(home, { recursive: true, force: true });
  }, 240_000);
});
