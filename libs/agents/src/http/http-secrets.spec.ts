import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpSecrets } from './http-secrets';

describe('the secrets of http agents', () => {
  const folder = mkdtempSync(join(tmpdir(), 'http-secrets-'));
  const file = join(folder, 'secrets.json');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const load = (content: string): HttpSecrets => {
    writeFileSync(file, content);
    return HttpSecrets.load(file);
  };

  it('stand in a file by agent', () => {
    const bytes = Buffer.alloc(32, 1);
    const secrets = load(JSON.stringify({ remote: `whsec_${bytes.toString('base64')}` }));
    expect(secrets.of('remote')).toEqual(bytes);
    expect(secrets.of('other')).toBeUndefined();
    expect(secrets.agents).toEqual(['remote']);
  });

  it.each(['', '[]', '{"remote": 7}', '{"remote": "too-short-and-secret"}'])('are refused as %j', (content) => {
    expect(() => load(content)).toThrow(expect.objectContaining({ code: 'HTTP_SECRETS_INVALID' }) as Error);
    expect(() => load(content)).not.toThrow(/too-short-and-secret/);
  });

  it('are none without a file', () => {
    expect(HttpSecrets.none().agents).toEqual([]);
  });
});
