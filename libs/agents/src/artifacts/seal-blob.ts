import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ChunkSealer, newBlobSecrets, writeHeader, type ArtifactKeys } from '@cadre/crypto';
import { ContentMeter } from './content-meter';
import { toStoreError, type SpooledContent, type SpoolLimits } from './spool-content';

/**
 * Streams content into a new, sealed file below the folder, and forces it to disk. Rejects with BlobTooLargeError,
 * BlobStoreFullError or the stream's error; nothing is left behind then.
 */
export async function sealBlob(
  keys: ArtifactKeys,
  folder: string,
  content: Readable,
  limits: SpoolLimits,
): Promise<SpooledContent> {
  const path = join(folder, randomUUID());
  const meter = new ContentMeter(limits.maxBytes);
  const secrets = newBlobSecrets(keys);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = createWriteStream(path, { mode: 0o600, flags: 'wx' });
    await pipeline(content, meter, new ChunkSealer(secrets), file, limits.signal ? { signal: limits.signal } : {});
    const blob = meter.result();
    await complete(path, writeHeader(secrets, blob));
    return { ...blob, path };
  } catch (error) {
    await rm(path, { force: true });
    throw toStoreError(error);
  }
}

/** The name of the content, which the header vouches for, is known only at its end. */
async function complete(path: string, header: Buffer): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(header, 0, header.length, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
}
