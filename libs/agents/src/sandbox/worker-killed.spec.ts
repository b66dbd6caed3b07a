import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, processesWith, PROJECT_DIR, RunningProcess, SANDBOX_REQUIREMENTS, until } from '@cadre/testing';

import type { SandboxDriver } from './drivers/sandbox-driver';
import { removeOrphanedRuns } from './orphaned-runs';

jest.setTimeout(60_000);

const REGISTER = join(PROJECT_DIR, 'libs/testing/src/register-typescript.cjs');
const WORKER = join(__dirname, '../testing/sandbox-worker.ts');

/** A worker of its own that runs something which starts others, one of them in a session of its own. */
async function startRun(
  driver: SandboxDriver['name'],
  mark: string,
): Promise<{ worker: RunningProcess; root: string }> {
  const args = ['--require', REGISTER, WORKER, driver, mark];
  const worker = RunningProcess.node({ args, cwd: PROJECT_DIR, env: { PATH: process.env['PATH'] } });
  const [, root = ''] = await worker.waitForOutput(/^runs in (\S+)$/m);
  await until(() => processesWith(`sleep\0${mark}`).length === 2);
  return { worker, root };
}

describe.each(['bubblewrap', 'unshare', 'process'] as const)('when a worker is killed, what ran by %s', (driver) => {
  const mark = `${700_000 + randomBytes(2).readUInt16BE()}`;

  describeWith(SANDBOX_REQUIREMENTS[driver], 'is ended, at the latest by the next worker', () => {
    it('and nothing of it is left', async () => {
      const { worker, root } = await startRun(driver, mark);
      worker.kill('SIGKILL');
      await worker.exited;
      if (driver !== 'process') await until(() => processesWith(`sleep\0${mark}`).length === 0);
      await removeOrphanedRuns();
      await until(() => processesWith(`sleep\0${mark}`).length === 0);
      expect(existsSync(root)).toBe(false);
    });
  });
});
