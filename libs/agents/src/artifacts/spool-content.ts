import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BlobStoreFullError } from './blob-store.errors';
import type { StoredBlob } from './blob-store.port';
import { ContentMeter } from './content-meter';

/** Content that lies in a file of its own until somebody moves or removes it. */
export interface SpooledContent extends StoredBlob {
  readonly path: string;
}

export interface SpoolLimits {
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/**
 * Streams content into a new file below the folder: its hash, which is its name in every store, is known only at its end.
 * Rejects with BlobTooLargeError, BlobStoreFullError or the stream's error; nothing is left behind then.
 */
export async function spoolContent(folder: string, content: Readable, limits: SpoolLimits): Promise<SpooledContent> {
  const path = join(folder, randomUUID());
  const meter = new ContentMeter(limits.maxBytes);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = createWriteStream(path, { mode: 0o600, flags: 'wx' });
    await pipeline(content, meter, file, limits.signal ? { signal: limits.signal } : {});
    return { ...meter.result(), path };
  } catch (error) {
    await rm(path, { force: true });
    throw toStoreError(error);
  }
}

/** What a caller hears of an error of the disk. */
export function toStoreError(error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOSPC', 'EDQUOT'].includes(code) ? new BlobStoreFullError(error) : error;
}
