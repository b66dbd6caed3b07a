import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { BlobMissingError } from './blob-store.errors';
import type { ArtifactBlobStore, StoredBlob } from './blob-store.port';
import { spoolContent, type SpoolLimits } from './spool-content';

const SHA256 = /^[0-9a-f]{64}$/;

/** Blobs as files: `<root>/blobs/<first two digits>/<sha256>`, written beside and moved into place when complete. */
export class FolderBlobStore implements ArtifactBlobStore {
  constructor(private readonly root: string) {}

  async put(content: Readable, limits: SpoolLimits): Promise<StoredBlob> {
    const { path, sha256, size } = await spoolContent(join(this.root, 'incoming'), content, limits);
    try {
      const target = this.pathOf(sha256);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(path, target);
      return { sha256, size };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
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
