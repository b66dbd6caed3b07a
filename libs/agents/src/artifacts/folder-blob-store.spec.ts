import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobStoreContract } from './blob-store.contract';
import { FolderBlobStore } from './folder-blob-store';

describe('blobs in a folder', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'blobs-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  blobStoreContract(() => ({
    store: new FolderBlobStore(root),
    incoming: () => (existsSync(join(root, 'incoming')) ? readdirSync(join(root, 'incoming')) : []),
  }));
});
