import { createKeyedHash, sha256Hex } from './hashing';
import { generateKeyMaterial } from './keys/key-material';
import { KeyRing } from './keys/key-ring';

const ring = () => new KeyRing(generateKeyMaterial(['testing']));

describe('keyed hashes', () => {
  it('are equal for equal content under one key', () => {
    const hash = createKeyedHash(ring());
    expect(hash('body', 'content')).toBe(hash('body', 'content'));
    expect(hash('body', 'content')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('differ by key, purpose and content', () => {
    const hash = createKeyedHash(ring());
    const others = [createKeyedHash(ring())('body', 'content'), hash('token', 'content'), hash('body', 'contents')];
    expect(others).not.toContain(hash('body', 'content'));
  });

  it('never let purpose and content run into each other', () => {
    const hash = createKeyedHash(ring());
    expect(hash('a', 'b:c')).not.toBe(hash('a:b', 'c'));
  });
});

test('sha256Hex is the well-known hash', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
