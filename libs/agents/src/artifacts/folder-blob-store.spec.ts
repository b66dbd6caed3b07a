import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { BlobMissingError, BlobTooLargeError } from './blob-store.errors';
import { FolderBlobStore } from './folder-blob-store';

describe('blobs in a folder', () => {
  let root: string;
  let store: FolderBlobStore;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'blobs-'));
    store = new FolderBlobStore(root);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (content: string, maxBytes = 1000) => store.put(Readable.from([Buffer.from(content)]), { maxBytes });
  const incoming = () => (existsSync(join(root, 'incoming')) ? readdirSync(join(root, 'incoming')) : []);

  it('are found by the hash of their content, kept once', async () => {
    const first = await put('hello');
    expect(first).toEqual({ sha256: createHash('sha256').update('hello').digest('hex'), size: 5 });
    expect(await put('hello')).toEqual(first);
    expect(await text(await store.open(first.sha256))).toBe('hello');
    expect(await store.size(first.sha256)).toBe(5);
    expect(incoming()).toEqual([]);
  });

  it('are read by ranges', async () => {
    const { sha256 } = await put('0123456789');
    expect(await text(await store.open(sha256, { start: 2, end: 4 }))).toBe('234');
  });

  it('leave nothing behind when they are too large', async () => {
    await expect(put('x'.repeat(1001))).rejects.toBeInstanceOf(BlobTooLargeError);
    expect(incoming()).toEqual([]);
  });

  it('leave nothing behind when the source breaks or the caller gives up', async () => {
    const breaking = new Readable({
      read() {
        this.destroy(new RangeError('cut'));
      },
    });
    await expect(store.put(breaking, { maxBytes: 10 })).rejects.toThrow('cut');
    await expect(
      store.put(new Readable({ read() {} }), { maxBytes: 10, signal: AbortSignal.abort() }),
    ).rejects.toThrow();
    expect(incoming()).toEqual([]);
  });

  it('are gone after removal, and removing twice is fine', async () => {
    const { sha256 } = await put('x');
    await store.remove(sha256);
    await store.remove(sha256);
    await expect(store.open(sha256)).rejects.toBeInstanceOf(BlobMissingError);
  });

  it.each(['../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(63)}/`])('has no blob called %j', async (name) => {
    expect(await store.size(name)).toBeNull();
    await expect(store.open(name)).rejects.toBeInstanceOf(BlobMissingError);
    await store.remove(name);
  });
});
