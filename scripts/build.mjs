/**
 * Compiles apps/ and libs/ into dist/ with swc: one pass, no type check (`npm run typecheck` does that).
 * Also a module: `isBuildStale()` and `build()` serve the start script. swc is loaded on demand, so
 * asking whether a build is due works before anything is installed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, 'dist');
const stampFile = join(out, '.build-stamp');

const SOURCE_ROOTS = ['apps', 'libs'];
/** Inputs besides the sources whose change calls for a new build. */
const BUILD_INPUTS = ['scripts/build.mjs', '.swcrc', 'tsconfig.base.json'];
/** Built by its own tool, into its own folder. */
const DASHBOARD = join('apps', 'dashboard');
const SKIPPED_FOLDERS = new Set(['node_modules', 'testing', '__snapshots__', 'fixtures']);
const TEST_FILE = /[.-]spec\.ts$|\.contract\.ts$/;
const ASSET_FILE = /\.(sql|json|ya?ml|html|css|txt)$/;
const NOT_AN_ASSET = /^(tsconfig.*|package)\.json$/;

/** True when dist/ is missing or was built from other sources than those in the tree. */
export function isBuildStale() {
  return !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stampOf(listInputs());
}

/** Compiles everything, copies assets, removes what no longer has a source. Throws when a file does not compile. */
export async function build() {
  const inputs = listInputs();
  const stamp = stampOf(inputs);
  rmSync(stampFile, { force: true });
  const outputs = (await Promise.all([...inputs].map(compileOrCopy(await createCompiler())))).flat();
  for (const [path, content] of outputs) writeAtomically(join(out, path), content);
  removeOrphans(new Set(outputs.map(([path]) => path)));
  writeAtomically(stampFile, stamp);
  return { files: inputs.size };
}

function listInputs() {
  const inputs = new Map();
  for (const folder of SOURCE_ROOTS) for (const path of walk(folder)) inputs.set(path, readFileSync(join(root, path)));
  return inputs;
}

function* walk(folder) {
  if (folder === DASHBOARD || !existsSync(join(root, folder))) return;
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) yield* walk(path);
    else if (entry.isFile() && isInput(entry.name)) yield path;
  }
}

function isInput(name) {
  if (name.endsWith('.d.ts')) return false;
  if (name.endsWith('.ts')) return !TEST_FILE.test(name);
  return ASSET_FILE.test(name) && !NOT_AN_ASSET.test(name);
}

// Contents, not times: a copied tree (an image layer, a cache) keeps its build.
function stampOf(inputs) {
  const hash = createHash('sha256');
  for (const path of BUILD_INPUTS) hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  for (const [path, content] of inputs) hash.update(`\0${path}\0${content.length}\0`).update(content);
  return hash.digest('hex');
}

async function createCompiler() {
  const { transform } = await import('@swc/core');
  const base = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
  const { paths } = JSON.parse(readFileSync(join(root, 'tsconfig.base.json'), 'utf8')).compilerOptions;
  const { $schema, ...options } = base;
  return (path, source) =>
    transform(source, {
      ...options,
      swcrc: false,
      configFile: false,
      cwd: root,
      filename: join(root, path),
      sourceFileName: relative(dirname(join(out, path)), join(root, path)),
      jsc: { ...options.jsc, baseUrl: root, paths },
    });
}

function compileOrCopy(compile) {
  return async ([path, content]) => {
    if (!path.endsWith('.ts')) return [[path, content]];
    const target = path.replace(/\.ts$/, '.js');
    const { code, map } = await compile(path, content.toString('utf8'));
    const mapName = `${target.split(sep).at(-1)}.map`;
    return [
      [target, `${code}\n//# sourceMappingURL=${mapName}\n`],
      [`${target}.map`, map],
    ];
  };
}

// A process that starts while a build runs must never load half a file.
function writeAtomically(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

function removeOrphans(expected) {
  for (const folder of SOURCE_ROOTS) {
    const base = join(out, folder);
    if (!existsSync(base)) continue;
    for (const entry of readdirSync(base, { recursive: true, withFileTypes: true })) {
      const path = relative(out, join(entry.parentPath, entry.name));
      if (entry.isFile() && !path.startsWith(DASHBOARD + sep) && !expected.has(path)) rmSync(join(out, path));
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  try {
    const { files } = await build();
    console.log(`Built ${files} files into dist/ in ${Math.round(performance.now() - started)} ms`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
