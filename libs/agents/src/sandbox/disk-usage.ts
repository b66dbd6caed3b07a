import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** What a name costs at least: an empty file takes no block, but millions of them leave no room for another. */
const BYTES_PER_NAME = 1024;
/** The owner may write to it and walk through it. */
const USABLE = 0o300;

/**
 * The bytes of all files below a folder; stops counting once it has seen more than `enough`. A folder that takes files
 * but cannot be looked into, because its path is too long or because it was made so, counts as more than enough.
 */
export async function diskUsage(folder: string, enough: number): Promise<number> {
  let total = 0;
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined && total <= enough; next = pending.pop()) {
    for await (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) pending.push(path);
      total += await sizeOf(path);
      if (total > enough) break;
    }
  }
  return total;
}

async function* entriesOf(folder: string): AsyncGenerator<{ name: string; isDirectory(): boolean }> {
  try {
    for await (const entry of await opendir(folder)) yield entry;
  } catch (error) {
    if (await hides(folder, error)) yield HIDDEN;
    // Otherwise it was removed meanwhile.
  }
}

/** Stands for all that is in a folder nobody can look into. */
const HIDDEN = { name: '\0', isDirectory: () => false };

async function hides(folder: string, error: unknown): Promise<boolean> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENAMETOOLONG') return true;
  if (code !== 'EACCES') return false;
  const mode = await lstat(folder).then(
    (stats) => stats.mode,
    () => 0,
  );
  return (mode & USABLE) === USABLE;
}

async function sizeOf(path: string): Promise<number> {
  if (path.endsWith(HIDDEN.name)) return Infinity;
  try {
    // Blocks, not length: a sparse file takes no room.
    return Math.max(BYTES_PER_NAME, (await lstat(path)).blocks * 512);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENAMETOOLONG' ? Infinity : 0;
  }
}
