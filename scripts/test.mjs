/** `npm test`: packages, build, then every jest project. Arguments go to jest (`npm test -- libs/domain`). */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled({ dev: true });
const { build, isBuildStale } = await import('./build.mjs');
if (isBuildStale()) await build();

const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status, signal } = spawnSync(process.execPath, [jest, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = signal ? 1 : (status ?? 1);
