/**
 * `npm start`: on a bare clone installs and builds what is missing, then runs the launcher in this same process.
 * Uses nothing but Node itself up to that point.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const OLDEST_NODE = 20;

async function prepare() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) return fail(`Cadre needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}`);
  const { ensureInstalled, root } = await import('./install.mjs');
  process.chdir(root);
  ensureInstalled({ dev: false });
  const { build, isBuildStale } = await import('./build.mjs');
  if (isBuildStale()) {
    console.error('Building …');
    const { files } = await build();
    console.error(`Built ${files} files`);
  }
  return root;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

const root = await prepare().catch((error) => fail(error.message));
createRequire(import.meta.url)(join(root, 'dist', 'apps', 'launcher', 'src', 'main.js'));
