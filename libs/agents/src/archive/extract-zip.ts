import { mkdir } from 'node:fs/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { ArchiveRejectedError } from './archive-rejected.error';
import type { EntryGuard } from './entry-guard';
import { writeEntry } from './write-entry';

const MADE_BY_UNIX = 3;
const TYPE_MASK = 0o170_000;
const TYPE_FILE = 0o100_000;
const TYPE_FOLDER = 0o040_000;
const ANY_EXECUTE_BIT = 0o111;

/** Unpacks a zip file. Rejects with ArchiveRejectedError. */
export async function extractZip(archive: string, guard: EntryGuard): Promise<void> {
  try {
    const zip = await openPromise(archive, { strictFileNames: true, validateEntrySizes: true });
    try {
      for await (const entry of zip.eachEntry()) await takeEntry(zip, entry, guard);
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof ArchiveRejectedError) throw error;
    throw new ArchiveRejectedError(`the archive cannot be read: ${(error as Error).message}`);
  }
}

async function takeEntry(zip: ZipFile, entry: Entry, guard: EntryGuard): Promise<void> {
  const isFolder = entry.fileName.endsWith('/');
  const path = guard.admit(entry.fileName, kindOf(entry, isFolder));
  if (entry.isEncrypted()) throw new ArchiveRejectedError('the archive is encrypted');
  if (path === undefined) return;
  if (isFolder) await mkdir(path, { recursive: true });
  else await writeEntry(await zip.openReadStreamPromise(entry), path, (modeOf(entry) & ANY_EXECUTE_BIT) !== 0, guard);
}

function kindOf(entry: Entry, isFolder: boolean): 'file' | 'folder' | 'other' {
  const type = modeOf(entry) & TYPE_MASK;
  if (type !== 0 && type !== (isFolder ? TYPE_FOLDER : TYPE_FILE)) return 'other';
  return isFolder ? 'folder' : 'file';
}

function modeOf(entry: Entry): number {
  return entry.versionMadeBy >>> 8 === MADE_BY_UNIX ? entry.externalFileAttributes >>> 16 : 0;
}
