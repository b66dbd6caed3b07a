import { opendir, stat } from 'node:fs/promises';

/** More descriptors than this in one run are no longer looked at one by one. */
const MOST_DESCRIPTORS = 50_000;

/** Files without a name that live only because processes hold them open. */
export interface HeldFiles {
  readonly diskBytes: number;
  /** In files that were never on a disk. */
  readonly memoryBytes: number;
  /** There are so many descriptors that not all were looked at. */
  readonly tooMany: boolean;
}

/** Looks through the descriptors of processes. @param disk the device that the workspace lies on */
export async function heldFiles(pids: readonly number[], disk: number): Promise<HeldFiles> {
  const seen = new Map<string, { readonly bytes: number; readonly onDisk: boolean }>();
  let looked = 0;
  for (const pid of pids) {
    for await (const path of descriptorsOf(pid)) {
      if (++looked > MOST_DESCRIPTORS) return { ...sum(seen), tooMany: true };
      const stats = await stat(path).catch(() => undefined);
      if (stats === undefined || !stats.isFile() || stats.nlink > 0) continue;
      seen.set(`${stats.dev}:${stats.ino}`, { bytes: stats.blocks * 512, onDisk: stats.dev === disk });
    }
  }
  return { ...sum(seen), tooMany: false };
}

async function* descriptorsOf(pid: number): AsyncGenerator<string> {
  const folder = `/proc/${pid}/fd`;
  try {
    for await (const { name } of await opendir(folder)) yield `${folder}/${name}`;
  } catch {
    // The process has ended, or there is no /proc.
  }
}

function sum(
  files: ReadonlyMap<string, { readonly bytes: number; readonly onDisk: boolean }>,
): Pick<HeldFiles, 'diskBytes' | 'memoryBytes'> {
  const of = (onDisk: boolean): number =>
    [...files.values()].filter((file) => file.onDisk === onDisk).reduce((total, { bytes }) => total + bytes, 0);
  return { diskBytes: of(true), memoryBytes: of(false) };
}
