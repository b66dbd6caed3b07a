import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { generateKeyMaterial, KeyRing, type KeyMaterial } from '@cadre/crypto';
import { blobStoreContract } from './blob-store.contract';
import { FolderBlobStore } from './folder-blob-store';

const material = generateKeyMaterial([]);

function storeAt(root: string, keys: KeyMaterial = material): FolderBlobStore {
  const { artifactKeys } = new KeyRing(keys);
  if (artifactKeys === null) throw new Error('made without keys for stored files');
  return new FolderBlobStore(root, artifactKeys);
}

/** The same keys, and one more that seals from now on. */
const rotated: KeyMaterial = {
  ...material,
  artifact_keys: {
    active: 'artifact-2',
    keys: { ...material.artifact_keys?.keys, 'artifact-2': randomBytes(32).toString('base64') },
  },
};

describe('blobs in a folder', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'blobs-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  blobStoreContract(() => ({
    store: storeAt(root),
    incoming: () => (existsSync(join(root, 'incoming')) ? readdirSync(join(root, 'incoming')) : []),
  }));

  const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
  const plainPath = (content: string): string => join(root, 'blobs', sha256(content).slice(0, 2), sha256(content));
  const sealedPath = (content: string): string => `${plainPath(content)}.sealed`;
  const put = (content: string | Buffer, store = storeAt(root)) =>
    store.put(Readable.from([Buffer.from(content)]), { maxBytes: 10_000_000 });
  const read = async (content: string, store = storeAt(root)): Promise<string> =>
    text(await store.open(sha256(content)));

  function placePlain(content: string): void {
    mkdirSync(dirname(plainPath(content)), { recursive: true });
    writeFileSync(plainPath(content), content);
  }

  async function outdated(store: FolderBlobStore): Promise<string[]> {
    const found: string[] = [];
    for await (const blob of store.list()) if (blob.isOutdated) found.push(blob.sha256);
    return found;
  }

  it('shows nothing of a content on the disk', async () => {
    await put('canary-'.repeat(20_000));
    const [folder = ''] = readdirSync(join(root, 'blobs'));
    const [file = ''] = readdirSync(join(root, 'blobs', folder));
    expect(readFileSync(join(root, 'blobs', folder, file)).includes('canary')).toBe(false);
  });

  it('reads ranges across the pieces it is sealed in', async () => {
    const content = randomBytes(300_000);
    await put(content);
    for (const [start, end] of [
      [0, 0],
      [65_535, 65_536],
      [65_536, 131_071],
      [100_000, 299_999],
    ] as const) {
      const part = await buffer(await storeAt(root).open(sha256(content), { start, end }));
      expect(part.equals(content.subarray(start, end + 1))).toBe(true);
    }
  });

  it('reads what was kept before contents were sealed, and seals it when it is told to', async () => {
    placePlain('from before');
    expect(await read('from before')).toBe('from before');
    expect(await storeAt(root).size(sha256('from before'))).toBe(11);
    expect(await outdated(storeAt(root))).toEqual([sha256('from before')]);
    utimesSync(plainPath('from before'), 1_000, 1_000);
    await storeAt(root).reseal(sha256('from before'));
    expect(existsSync(plainPath('from before'))).toBe(false);
    expect(statSync(sealedPath('from before')).mtimeMs).toBe(1_000_000);
    expect(await read('from before')).toBe('from before');
    expect(await outdated(storeAt(root))).toEqual([]);
  });

  it('reads under an old key, seals under the new one, and then needs the old one no more', async () => {
    await put('kept');
    expect(await read('kept', storeAt(root, rotated))).toBe('kept');
    expect(await outdated(storeAt(root, rotated))).toEqual([sha256('kept')]);
    await storeAt(root, rotated).reseal(sha256('kept'));
    await expect(read('kept')).rejects.toThrow('artifact key "artifact-2"');
    const { 'artifact-2': second = '' } = rotated.artifact_keys?.keys ?? {};
    const only = { ...rotated, artifact_keys: { active: 'artifact-2', keys: { 'artifact-2': second } } };
    expect(await read('kept', storeAt(root, only))).toBe('kept');
  });

  it('gives out no content under the name of another, and none that was cut off', async () => {
    await put('mine');
    const other = await put('yours');
    renameSync(sealedPath('mine'), sealedPath('yours'));
    await expect(storeAt(root).open(other.sha256)).rejects.toMatchObject({ code: 'PAYLOAD_UNREADABLE' });
  });

  it('stores anew what somebody else is about to remove', async () => {
    const { sha256: name } = await put('wanted');
    utimesSync(sealedPath('wanted'), 1_000, 1_000);
    await put('wanted');
    expect(await storeAt(root).removeIfOlder(name, new Date(Date.now() - 60_000))).toBe(false);
  });

  it('puts back what was put aside by somebody who died, and clears away what never arrived', async () => {
    await put('wanted');
    renameSync(sealedPath('wanted'), join(root, 'incoming', `${sha256('wanted')}.sealed.aside`));
    writeFileSync(join(root, 'incoming', 'torn'), 'half');
    await storeAt(root).clearIncoming(new Date(Date.now() - 60_000));
    expect(readdirSync(join(root, 'incoming'))).toEqual(['torn']);
    await storeAt(root).clearIncoming(new Date(Date.now() + 60_000));
    expect(readdirSync(join(root, 'incoming'))).toEqual([]);
    expect(await read('wanted')).toBe('wanted');
  });
});
