import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Installation } from '@cadre/testing';
import S3rver from 's3rver';

const BUCKET = 'cadre-artifacts';

describe('an installation whose artifacts lie in a bucket', () => {
  const folder = mkdtempSync(join(tmpdir(), 's3-'));
  let server: S3rver;
  let installation: Installation;

  beforeAll(async () => {
    const configureBuckets = [{ name: BUCKET, configs: [] }];
    server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: folder, configureBuckets });
    const { port } = await server.run();
    installation = await Installation.create();
    await installation.gateway({
      ...{ ARTIFACTS_S3_BUCKET: BUCKET, ARTIFACTS_S3_ENDPOINT: `http://127.0.0.1:${port}` },
      ...{ AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
    });
  });
  afterAll(async () => {
    await installation.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes files in and gives them back, whole and in part', async () => {
    const upload = await installation.client.call('POST', '/artifacts?name=notes.txt', {
      headers: { 'content-type': 'text/plain' },
      body: { kept: 'well' },
    });
    expect(upload).toMatchObject({ status: 201, body: { name: 'notes.txt', size: 15 } });
    const path = `/artifacts/${String(upload.body.artifact_id)}`;
    expect(await installation.client.call('GET', path)).toMatchObject({ status: 200, body: '{"kept":"well"}' });
    const part = await installation.client.call('GET', path, { headers: { range: 'bytes=2-5' } });
    expect(part).toMatchObject({ status: 206, body: 'kept' });
    expect(part.headers.get('content-range')).toBe('bytes 2-5/15');
    expect(part.headers.get('content-length')).toBe('4');
  });
});
