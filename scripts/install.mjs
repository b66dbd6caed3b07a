/**
 * Keeps node_modules in step with package-lock.json. Uses nothing but Node itself, because it runs
 * before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** npm leaves this inventory of what it really installed. */
const INVENTORY = 'node_modules/.package-lock.json';

/**
 * True when every locked package that the given purpose needs is installed in the locked version.
 * A full install also satisfies a caller that only needs the runtime packages.
 */
export function isInstalled({ dev }) {
  if (!existsSync(join(root, INVENTORY))) return false;
  const installed = readPackages(INVENTORY);
  return Object.entries(readPackages('package-lock.json'))
    .filter(([path, entry]) => path !== '' && isNeeded(entry, dev))
    .every(([path, entry]) => installed[path]?.version === entry.version);
}

/** Installs from the lock file when node_modules is missing, outdated or lacks the dev packages asked for. */
export function ensureInstalled({ dev }) {
  if (isInstalled({ dev })) return false;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...(dev ? ['--include=dev'] : ['--omit=dev'])];
  console.error(`Installing ${dev ? 'all' : 'runtime'} packages (npm ${args.join(' ')}) …`);
  const { status, error } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error) throw error;
  if (status !== 0) throw new Error(`npm ci failed with exit code ${status}; its output is above`);
  return true;
}

function readPackages(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8')).packages ?? {};
}

// Optional packages are platform builds: only the one that fits this machine gets installed.
function isNeeded(entry, dev) {
  if (entry.optional || entry.devOptional || entry.link) return false;
  return dev || !entry.dev;
}
