import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** The bytes of all files below a folder; stops counting once it has seen more than `enough`. */
export async function diskUsage(folder: string, enough: number): Promise<number> {
  let total = 0;
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined && total <= enough; next = pending.pop()) {
    for await (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) pending.push(path);
      else total += await sizeOf(path);
      if (total > enough) break;
    }
  }
  return total;
}

async function* entriesOf(folder: string): AsyncGenerator<{ name: string; isDirectory(): boolean }> {
  try {
    for await (const entry of await opendir(folder)) yield entry;
  } catch {
    // Removed meanwhile.
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    // Blocks, not length: a sparse file takes no room.
    return (await lstat(path)).blocks * 512;
  } catch {
    return 0;
  }
}
