import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BlobMissingError, BlobStoreFullError, BlobTooLargeError } from './blob-store.errors';
import type { ArtifactBlobStore, StoredBlob } from './blob-store.port';

const SHA256 = /^[0-9a-f]{64}$/;

/** Blobs as files: `<root>/blobs/<first two digits>/<sha256>`, written beside and moved into place when complete. */
export class FolderBlobStore implements ArtifactBlobStore {
  constructor(private readonly root: string) {}

  async put(content: Readable, { maxBytes, signal }: { maxBytes: number; signal?: AbortSignal }): Promise<StoredBlob> {
    const temporary = join(this.root, 'incoming', randomUUID());
    try {
      await mkdir(dirname(temporary), { recursive: true, mode: 0o700 });
      const meter = new ContentMeter(maxBytes);
      await pipeline(
        content,
        meter,
        createWriteStream(temporary, { mode: 0o600, flags: 'wx' }),
        signal ? { signal } : {},
      );
      const blob = meter.result();
      const target = this.pathOf(blob.sha256);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(temporary, target);
      return blob;
    } catch (error) {
      await rm(temporary, { force: true });
      throw isNoSpace(error) ? new BlobStoreFullError(error) : error;
    }
  }

  async open(sha256: string, range?: { readonly start: number; readonly end: number }): Promise<Readable> {
    if ((await this.size(sha256)) === null) throw new BlobMissingError(sha256);
    return createReadStream(this.pathOf(sha256), range);
  }

  async size(sha256: string): Promise<number | null> {
    if (!SHA256.test(sha256)) return null;
    try {
      return (await stat(this.pathOf(sha256))).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async remove(sha256: string): Promise<void> {
    if (SHA256.test(sha256)) await rm(this.pathOf(sha256), { force: true });
  }

  private pathOf(sha256: string): string {
    return join(this.root, 'blobs', sha256.slice(0, 2), sha256);
  }
}

/** Lets content through while it counts and hashes it. */
class ContentMeter extends Transform {
  private readonly hash = createHash('sha256');
  private size = 0;

  constructor(private readonly maxBytes: number) {
    super();
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    this.size += chunk.length;
    if (this.size > this.maxBytes) return done(new BlobTooLargeError(this.maxBytes));
    this.hash.update(chunk);
    done(null, chunk);
  }

  result(): StoredBlob {
    return { sha256: this.hash.digest('hex'), size: this.size };
  }
}

function isNoSpace(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}
