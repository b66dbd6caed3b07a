import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Parser, type ReadEntry } from 'tar';
import { ArchiveRejectedError } from './archive-rejected.error';
import type { EntryGuard } from './entry-guard';
import { writeEntry } from './write-entry';

const FILES = new Set(['File', 'OldFile', 'ContiguousFile']);
const FOLDERS = new Set(['Directory', 'GNUDumpDir']);
const ANY_EXECUTE_BIT = 0o111;

/** Unpacks a tar file, compressed or not. Rejects with ArchiveRejectedError. */
export async function extractTar(archive: string, guard: EntryGuard): Promise<void> {
  const writing: Promise<void>[] = [];
  let failure: Error | undefined;
  const input = createReadStream(archive);
  const fail = (error: Error): void => {
    failure ??= error;
    input.destroy();
  };
  await new Promise<void>((resolve) => {
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry) => {
        const written = takeEntry(entry, guard).catch((error: Error) => {
          entry.resume();
          fail(error);
        });
        writing.push(written);
      },
    });
    parser.on('end', resolve);
    parser.on('error', (error: Error) => {
      fail(new ArchiveRejectedError(`the archive cannot be read: ${error.message}`));
      resolve();
    });
    input.on('data', (chunk) => {
      if (!parser.write(Buffer.from(chunk))) {
        input.pause();
        parser.once('drain', () => input.resume());
      }
    });
    input.on('end', () => parser.end());
    input.on('error', fail);
    input.on('close', () => (failure === undefined ? undefined : resolve()));
  });
  await Promise.all(writing);
  if (failure !== undefined) throw failure;
}

async function takeEntry(entry: ReadEntry, guard: EntryGuard): Promise<void> {
  const path = guard.admit(entry.path, kindOf(entry.type));
  if (path === undefined) {
    entry.resume();
  } else if (FOLDERS.has(entry.type)) {
    entry.resume();
    await mkdir(path, { recursive: true });
  } else {
    const executable = ((entry.mode ?? 0) & ANY_EXECUTE_BIT) !== 0;
    await writeEntry(Readable.from(entry as AsyncIterable<Buffer>), path, executable, guard);
  }
}

function kindOf(type: string): 'file' | 'folder' | 'other' {
  if (FILES.has(type)) return 'file';
  return FOLDERS.has(type) ? 'folder' : 'other';
}
