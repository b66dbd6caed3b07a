import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { EntryGuard } from './entry-guard';

/** Writes one file of an archive. A name that came before is refused: the second could hide the first from a check. */
export async function writeEntry(
  content: Readable,
  path: string,
  executable: boolean,
  guard: EntryGuard,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        guard.count(chunk.length);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  await pipeline(content, counted, createWriteStream(path, { flags: 'wx', mode: executable ? 0o755 : 0o644 }));
}
