import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { BlobMissingError, BlobTooLargeError } from './blob-store.errors';
import type { ListedBlob, SweepableBlobStore } from './blob-store.port';

export interface StoreUnderTest {
  readonly store: SweepableBlobStore;
  /** What is on its way in and did not arrive. */
  readonly incoming: () => readonly string[];
}

/** What every store of artifacts' contents promises. */
export function blobStoreContract(current: () => StoreUnderTest): void {
  const put = (content: string | Buffer, maxBytes = 10_000_000) =>
    current().store.put(Readable.from([Buffer.from(content)]), { maxBytes });

  it('finds content by its hash, kept once', async () => {
    const first = await put('hello');
    expect(first).toEqual({ sha256: createHash('sha256').update('hello').digest('hex'), size: 5 });
    expect(await put('hello')).toEqual(first);
    expect(await text(await current().store.open(first.sha256))).toBe('hello');
    expect(await current().store.size(first.sha256)).toBe(5);
    expect(current().incoming()).toEqual([]);
  });

  it('gives back large content byte for byte, and nothing at all', async () => {
    const large = randomBytes(3_000_000);
    const { sha256 } = await put(large);
    expect((await buffer(await current().store.open(sha256))).equals(large)).toBe(true);
    const empty = await put('');
    expect(await text(await current().store.open(empty.sha256))).toBe('');
  });

  it('reads ranges', async () => {
    const { sha256 } = await put('0123456789');
    expect(await text(await current().store.open(sha256, { start: 2, end: 4 }))).toBe('234');
    expect(await text(await current().store.open(sha256, { start: 9, end: 9 }))).toBe('9');
  });

  it('leaves nothing behind of what is too large', async () => {
    await expect(put('x'.repeat(1_001), 1_000)).rejects.toBeInstanceOf(BlobTooLargeError);
    expect(current().incoming()).toEqual([]);
    const hash = createHash('sha256').update('x'.repeat(1_001)).digest('hex');
    expect(await current().store.size(hash)).toBeNull();
  });

  it('leaves nothing behind when the source breaks or the caller gives up', async () => {
    const breaking = new Readable({
      read() {
        this.destroy(new RangeError('cut'));
      },
    });
    await expect(current().store.put(breaking, { maxBytes: 10 })).rejects.toThrow('cut');
    const silent = new Readable({ read() {} });
    await expect(current().store.put(silent, { maxBytes: 10, signal: AbortSignal.abort() })).rejects.toThrow();
    expect(current().incoming()).toEqual([]);
  });

  describe('tidying up', () => {
    const listed = async (): Promise<ListedBlob[]> => {
      const blobs: ListedBlob[] = [];
      for await (const blob of current().store.list()) blobs.push(blob);
      return blobs;
    };

    it('lists what there is', async () => {
      const stored = await Promise.all(['one', 'two'].map((content) => put(`to be listed: ${content}`)));
      const found = await listed();
      for (const { sha256 } of stored)
        expect(found.filter((blob) => blob.sha256 === sha256)).toMatchObject([{ sha256, isOutdated: false }]);
      expect(found.every(({ storedAt }) => Date.now() - storedAt.getTime() < 60_000)).toBe(true);
    });

    it('removes what is old, and nothing that was stored since', async () => {
      const { sha256 } = await put('to be swept');
      expect(await current().store.removeIfOlder(sha256, new Date(Date.now() - 60_000))).toBe(false);
      expect(await text(await current().store.open(sha256))).toBe('to be swept');
      expect(await current().store.removeIfOlder(sha256, new Date(Date.now() + 60_000))).toBe(true);
      expect(await current().store.size(sha256)).toBeNull();
      expect(await current().store.removeIfOlder(sha256, new Date())).toBe(true);
      expect(current().incoming()).toEqual([]);
    });

    it('belongs to one installation', async () => {
      await put('anything');
      expect(await current().store.claim('first')).toBe(true);
      expect(await current().store.claim('second')).toBe(false);
      expect(await current().store.claim('first')).toBe(true);
    });

    it('keeps contents through new seals', async () => {
      const { sha256 } = await put('to be sealed anew');
      await current().store.reseal(sha256);
      expect(await text(await current().store.open(sha256))).toBe('to be sealed anew');
    });
  });

  it('removes, and removing twice is fine', async () => {
    const { sha256 } = await put('to be removed');
    await current().store.remove(sha256);
    await current().store.remove(sha256);
    expect(await current().store.size(sha256)).toBeNull();
    await expect(current().store.open(sha256)).rejects.toBeInstanceOf(BlobMissingError);
  });

  it.each(['../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(63)}/`])('has nothing called %j', async (name) => {
    expect(await current().store.size(name)).toBeNull();
    await expect(current().store.open(name)).rejects.toBeInstanceOf(BlobMissingError);
    await current().store.remove(name);
  });
}
