import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const repository = join(__dirname, '..', '..');
const CONFIGURATION = [
  'package.json',
  'tsconfig.json',
  'tsconfig.base.json',
  '.dependency-cruiser.cjs',
  'eslint.config.mjs',
];

/** A source tree of its own under the real rules, so that a planted violation never touches the working tree. */
export interface PlantedTree extends Disposable {
  /** Runs a tool of the repository inside the tree. Findings make it exit with a code, which is no failure here. */
  run(bin: string, args: readonly string[]): Promise<string>;
}

export function plant(files: Readonly<Record<string, string>>): PlantedTree {
  const root = mkdtempSync(join(tmpdir(), 'cadre-architecture-'));
  for (const file of CONFIGURATION) cpSync(join(repository, file), join(root, file));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'dir');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return {
    run: (bin, args) => runTool(root, join(repository, 'node_modules', bin), args),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

function runTool(cwd: string, bin: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [bin, ...args], { cwd, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (stdout === '') reject(error ?? new Error(stderr));
      else resolve(stdout);
    });
  });
}
