import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { FolderBlobStore } from '@cadre/agents';
import { generateKeyMaterial, KeyRing } from '@cadre/crypto';
import { sweepBlobs } from './sweep-blobs';

const { artifactKeys } = new KeyRing(generateKeyMaterial([]));
const DAY_S = 86_400;

describe('tidying up stored files', () => {
  let root: string;
  let store: FolderBlobStore;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sweep-'));
    if (artifactKeys === null) throw new Error('made without keys for stored files');
    store = new FolderBlobStore(root, artifactKeys);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const pathOf = (sha256: string): string => join(root, 'blobs', sha256.slice(0, 2), `${sha256}.sealed`);
  const has = (sha256: string): boolean => existsSync(pathOf(sha256));
  const age = (path: string, days: number): void => {
    const then = Date.now() / 1000 - days * DAY_S;
    utimesSync(path, then, then);
  };

  async function stored(content: string, daysAgo: number): Promise<string> {
    const { sha256 } = await store.put(Readable.from([Buffer.from(content)]), { maxBytes: 1_000 });
    age(pathOf(sha256), daysAgo);
    return sha256;
  }

  const sweep = (used: readonly string[], installationId = 'ours', signal = new AbortController().signal) =>
    sweepBlobs({
      store,
      artifacts: { unusedContents: async (hashes) => hashes.filter((hash) => !used.includes(hash)) },
      installationId,
      signal,
    });

  it('removes what no row refers to, once it is sure that none will', async () => {
    const [used, unused, fresh] = [await stored('used', 40), await stored('unused', 8), await stored('fresh', 6)];
    expect(await sweep([used])).toEqual({ removed: 1, resealed: 0, unreadable: 0 });
    expect([used, unused, fresh].map(has)).toEqual([true, false, true]);
    expect(await sweep([used])).toMatchObject({ removed: 0 });
  });

  it('keeps what is stored again after somebody found it unused', async () => {
    const content = await stored('twice', 8);
    const again = { unusedContents: async (hashes: readonly string[]) => [...hashes] };
    const store2 = Object.create(store, {
      removeIfOlder: {
        value: async (sha256: string, than: Date) => {
          await store.put(Readable.from([Buffer.from('twice')]), { maxBytes: 1_000 });
          return store.removeIfOlder(sha256, than);
        },
      },
    }) as FolderBlobStore;
    const signal = new AbortController().signal;
    const swept = await sweepBlobs({ store: store2, artifacts: again, installationId: 'ours', signal });
    expect(swept).toMatchObject({ removed: 0 });
    expect(has(content)).toBe(true);
  });

  it('seals what was kept in the open, and passes over what cannot be opened', async () => {
    const sha256 = createHash('sha256').update('plain').digest('hex');
    mkdirSync(join(root, 'blobs', sha256.slice(0, 2)), { recursive: true });
    writeFileSync(join(root, 'blobs', sha256.slice(0, 2), sha256), 'plain');
    const torn = await stored('torn', 1);
    writeFileSync(pathOf(torn), 'no longer sealed');
    expect(await sweep([sha256, torn])).toEqual({ removed: 0, resealed: 1, unreadable: 1 });
    expect(await text(await store.open(sha256))).toBe('plain');
  });

  it('touches no store of another installation, and none that is not there', async () => {
    const content = await stored('theirs', 40);
    expect(await sweep([], 'theirs')).toMatchObject({ removed: 1 });
    const other = await stored('theirs', 40);
    expect(other).toBe(content);
    expect(await sweep([], 'ours')).toMatchObject({ removed: 0 });
    rmSync(root, { recursive: true });
    expect(await sweep([])).toMatchObject({ removed: 0 });
    expect(existsSync(root)).toBe(false);
  });

  it('stops when it is told to', async () => {
    await stored('old', 40);
    expect(await sweep([], 'ours', AbortSignal.abort())).toMatchObject({ removed: 0 });
  });
});
