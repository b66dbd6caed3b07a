import { createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ArtifactKeys } from '@cadre/crypto';
import { FolderBlobStore } from './folder-blob-store';
import { TaskArtifactSpace } from './task-artifact-space';

const ID = '0199c1a0-0000-7000-8000-000000000009';

describe('the files of a task', () => {
  let root: string;
  let store: FolderBlobStore;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'space-'));
    store = new FolderBlobStore(
      root,
      new ArtifactKeys('spec', new Map([['spec', createSecretKey(Buffer.alloc(32, 7))]])),
    );
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const space = (
    limits = { maxBytes: 100, maxCount: 2 },
    inputs: ConstructorParameters<typeof TaskArtifactSpace>[1] = [],
  ) => new TaskArtifactSpace(store, inputs, new AbortController().signal, limits);
  const file = (name: string, content = 'x') => ({ name, kind: 'log', contentType: 'text/plain', content });

  it('are listed for the report, the last of each name', async () => {
    const files = space();
    await files.write(file('a.log', 'old'));
    await files.write(file('a.log', 'newer'));
    expect(files.written).toMatchObject([{ name: 'a.log', kind: 'log', size: 5, content_type: 'text/plain' }]);
  });

  it('are bounded in name, size and number', async () => {
    const files = space();
    const rejected = { code: 'ARTIFACT_REJECTED', errorClass: 'permanent' };
    await expect(files.write(file('../a'))).rejects.toMatchObject(rejected);
    await expect(files.write(file('big', 'x'.repeat(101)))).rejects.toMatchObject(rejected);
    await files.write(file('1'));
    await files.write(file('2'));
    await expect(files.write(file('3'))).rejects.toMatchObject(rejected);
    await expect(files.write(file('2', 'again'))).resolves.toBeDefined();
  });

  it('come only from what the task was given', async () => {
    const blob = await store.put(Readable.from([Buffer.from('input')]), { maxBytes: 10 });
    const input = { artifact_id: ID, name: 'in.txt', content_type: 'text/plain', ...blob };
    expect(await text(await space(undefined, [input]).read(ID))).toBe('input');
    await expect(space().read(ID)).rejects.toMatchObject({ code: 'ARTIFACT_NOT_FOUND' });
    await store.remove(blob.sha256);
    await expect(space(undefined, [input]).read(ID)).rejects.toMatchObject({ code: 'ARTIFACT_NOT_FOUND' });
  });
});
