import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Copies the binaries to a folder that the server's account can read. The copy appears whole or not at all, so that one
 * left behind by a crash is never taken for good.
 */
export function copyBinaries(native: string, folder: string): string {
  const copy = join(folder, 'native');
  if (existsSync(copy)) return copy;
  const temporary = join(folder, `native.${process.pid}.tmp`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  rmSync(temporary, { recursive: true, force: true });
  cpSync(native, temporary, { recursive: true, verbatimSymlinks: true });
  renameSync(temporary, copy);
  return copy;
}
