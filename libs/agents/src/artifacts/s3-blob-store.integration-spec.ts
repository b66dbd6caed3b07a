import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { blobStoreContract } from './blob-store.contract';
import { S3BlobStore } from './s3-blob-store';

const BUCKET = 'cadre-artifacts';

describe('blobs in a bucket', () => {
  let folder: string;
  let server: S3rver;
  let store: S3BlobStore;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 's3-'));
    const configureBuckets = [{ name: BUCKET, configs: [] }];
    const directory = join(folder, 'objects');
    server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets });
    const { port } = await server.run();
    store = await S3BlobStore.open({
      ...{ bucket: BUCKET, region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, encryption: 'AES256' },
      // The only ones this server knows.
      ...{ accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', spoolDir: join(folder, 'incoming') },
    });
  });
  afterAll(async () => {
    store.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  blobStoreContract(() => ({
    store,
    incoming: () => (existsSync(join(folder, 'incoming')) ? readdirSync(join(folder, 'incoming')) : []),
  }));
});
