import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Makes the library symlinks that npm cannot pack, as the package's own install script would; installs that run no
 * scripts need it. False when the folder may not be written to and links are missing.
 */
export function hydrateSymlinks(native: string): boolean {
  const missing = readLinks(native).filter(({ target }) => !existsSync(locate(native, target)));
  try {
    missing.forEach(({ source, target }) => link(basename(source), locate(native, target)));
    return true;
  } catch {
    return false;
  }
}

function link(source: string, target: string): void {
  try {
    symlinkSync(source, target);
  } catch (error) {
    // Another process that starts at the same moment was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function readLinks(native: string): readonly Link[] {
  const file = join(native, 'pg-symlinks.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Link[]) : [];
}

/** The list is relative to the package: `native/lib/…`. */
function locate(native: string, path: string): string {
  return join(dirname(native), path);
}
