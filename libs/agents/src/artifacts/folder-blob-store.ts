import { createReadStream } from 'node:fs';
import { mkdir, opendir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ArtifactKeys } from '@cadre/crypto';
import { BlobMissingError } from './blob-store.errors';
import type { ListedBlob, StoredBlob, SweepableBlobStore } from './blob-store.port';
import { blobKid, blobSize, openBlob, type BlobRange } from './open-blob';
import { sealBlob } from './seal-blob';
import type { SpoolLimits } from './spool-content';

const SHA256 = /^[0-9a-f]{64}$/;
/** What stands without it was kept before contents were sealed, and is still read. */
const SEALED = '.sealed';
/** Being removed, unless somebody stores it anew. */
const ASIDE = '.aside';

/**
 * Blobs as sealed files: `<root>/blobs/<first two digits>/<sha256>.sealed`, written beside and moved into place when
 * complete. The time of a file is when its content was last stored.
 */
export class FolderBlobStore implements SweepableBlobStore {
  constructor(
    private readonly root: string,
    private readonly keys: ArtifactKeys,
  ) {}

  async put(content: Readable, limits: SpoolLimits): Promise<StoredBlob> {
    const { path, sha256, size } = await sealBlob(this.keys, this.incoming, content, limits);
    try {
      await this.settle(path, sha256);
      return { sha256, size };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  async open(sha256: string, range?: BlobRange): Promise<Readable> {
    const content = SHA256.test(sha256)
      ? ((await orMissing(openBlob(this.keys, this.sealedPath(sha256), sha256, range))) ??
        (await this.openPlain(sha256, range)))
      : null;
    if (content === null) throw new BlobMissingError(sha256);
    return content;
  }

  async size(sha256: string): Promise<number | null> {
    if (!SHA256.test(sha256)) return null;
    const sealed = await orMissing(blobSize(this.keys, this.sealedPath(sha256), sha256));
    return sealed ?? (await orMissing(stat(this.plainPath(sha256))))?.size ?? null;
  }

  async remove(sha256: string): Promise<void> {
    if (!SHA256.test(sha256)) return;
    await rm(this.sealedPath(sha256), { force: true });
    await rm(this.plainPath(sha256), { force: true });
  }

  async claim(installationId: string): Promise<boolean> {
    const file = join(this.root, 'installation');
    if ((await orMissing(stat(this.root))) === null) return false;
    await writeFile(file, installationId, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    return (await readFile(file, 'utf8')).trim() === installationId;
  }

  async *list(): AsyncGenerator<ListedBlob> {
    for await (const path of filesBelow(join(this.root, 'blobs'))) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const sha256 = name.endsWith(SEALED) ? name.slice(0, -SEALED.length) : name;
      const stats = await orMissing(stat(path));
      if (stats === null || !SHA256.test(sha256)) continue;
      yield { sha256, storedAt: stats.mtime, isOutdated: sha256 === name || (await this.isOutdated(path)) };
    }
  }

  /** Aside first: whoever stores the same content meanwhile finds nothing there and writes it anew. */
  async removeIfOlder(sha256: string, than: Date): Promise<boolean> {
    if (!SHA256.test(sha256)) return false;
    let isGone = true;
    for (const path of [this.sealedPath(sha256), this.plainPath(sha256)]) {
      const aside = join(this.incoming, `${path.slice(path.lastIndexOf('/') + 1)}${ASIDE}`);
      await mkdir(this.incoming, { recursive: true, mode: 0o700 });
      if ((await orMissing(rename(path, aside).then(() => true))) === null) continue;
      const { mtime } = await stat(aside);
      if (mtime < than) await rm(aside);
      else {
        await rename(aside, path);
        isGone = false;
      }
    }
    return isGone;
  }

  async reseal(sha256: string): Promise<void> {
    const before = (await orMissing(stat(this.sealedPath(sha256)))) ?? (await orMissing(stat(this.plainPath(sha256))));
    if (before === null) return;
    const content = await this.open(sha256);
    const sealed = await sealBlob(this.keys, this.incoming, content, { maxBytes: Number.MAX_SAFE_INTEGER });
    if (sealed.sha256 !== sha256) return rm(sealed.path);
    // Its age is that of the content, not of the key.
    await utimes(sealed.path, before.atime, before.mtime);
    await rename(sealed.path, this.sealedPath(sha256));
    await rm(this.plainPath(sha256), { force: true });
  }

  async clearIncoming(before: Date): Promise<void> {
    for await (const path of filesBelow(this.incoming)) {
      if (path.endsWith(ASIDE)) await this.putBack(path);
      const stats = await orMissing(stat(path));
      if (stats !== null && stats.ctime < before) await rm(path, { force: true });
    }
  }

  /** Whoever put it aside died before it was decided; it is looked at anew. */
  private async putBack(aside: string): Promise<void> {
    const name = aside.slice(aside.lastIndexOf('/') + 1, -ASIDE.length);
    await orMissing(rename(aside, join(this.root, 'blobs', name.slice(0, 2), name)));
  }

  /** Moves a sealed file into place, unless the same content is there under the same key. */
  private async settle(path: string, sha256: string): Promise<void> {
    const target = this.sealedPath(sha256);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const now = new Date();
    const isThere = (await orMissing(utimes(target, now, now).then(() => true))) !== null;
    if (isThere && !(await this.isOutdated(target))) await rm(path);
    else await rename(path, target);
    await rm(this.plainPath(sha256), { force: true });
  }

  private async isOutdated(path: string): Promise<boolean> {
    const kid = await orMissing(blobKid(path).catch(unreadable));
    return kid !== this.keys.active;
  }

  private async openPlain(sha256: string, range?: BlobRange): Promise<Readable | null> {
    const path = this.plainPath(sha256);
    return (await orMissing(stat(path))) === null ? null : createReadStream(path, range);
  }

  private get incoming(): string {
    return join(this.root, 'incoming');
  }

  private sealedPath(sha256: string): string {
    return `${this.plainPath(sha256)}${SEALED}`;
  }

  private plainPath(sha256: string): string {
    return join(this.root, 'blobs', sha256.slice(0, 2), sha256);
  }
}

async function orMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A file that does not begin as it should is nobody's; reading it says so. */
function unreadable(error: unknown): string {
  if ((error as { code?: string }).code === 'PAYLOAD_UNREADABLE') return '';
  throw error;
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries = await orMissing(opendir(folder));
  if (entries === null) return;
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}
