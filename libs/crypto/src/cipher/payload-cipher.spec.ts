import { KeyMissingError, UnreadablePayloadError } from '../errors';
import { generateKeyMaterial, type KeyMaterial } from '../keys/key-material';
import { KeyRing } from '../keys/key-ring';
import { PayloadCipher, type PayloadAad } from './payload-cipher';

const aad: PayloadAad = { tenant: 'default', table: 'task_payloads', rowId: 'r1', column: 'parameters' };
const material = generateKeyMaterial(['testing']);
const cipher = new PayloadCipher(new KeyRing(material));

/** The same keys after a rotation: a new key writes, the old one still reads. */
function rotated(before: KeyMaterial): KeyMaterial {
  const next = generateKeyMaterial([]).data_keys.keys['data-1'] ?? '';
  return { ...before, data_keys: { active: 'data-2', keys: { ...before.data_keys.keys, 'data-2': next } } };
}

describe('PayloadCipher', () => {
  it.each([
    ['text', '{"a":"é"}'],
    ['nothing', ''],
    ['a large value', 'x'.repeat(100_000)],
  ])('returns %s', (_, plain) => {
    expect(cipher.open(cipher.seal(plain, aad), aad).toString('utf8')).toBe(plain);
  });

  it('returns bytes as they were', () => {
    const bytes = Buffer.from([0, 255, 10, 128]);
    expect(cipher.open(cipher.seal(bytes, aad), aad)).toEqual(bytes);
  });

  it('names version and key in front', () => {
    expect(cipher.seal('small', aad)).toMatch(/^v1\.data-1(\.[\w-]+){3}$/);
  });

  it('compresses what is over 2 kB', () => {
    const sealed = cipher.seal('x'.repeat(100_000), aad);
    expect(sealed).toMatch(/^v1z\./);
    expect(sealed.length).toBeLessThan(2_000);
  });

  it('never seals the same value to the same text twice', () => {
    expect(cipher.seal('same', aad)).not.toBe(cipher.seal('same', aad));
  });

  it.each(Object.keys(aad) as (keyof PayloadAad)[])('does not open a value moved to another %s', (part) => {
    const sealed = cipher.seal('secret', aad);
    expect(() => cipher.open(sealed, { ...aad, [part]: 'other' })).toThrow(UnreadablePayloadError);
  });

  it('does not open a value with any one character changed', () => {
    const sealed = cipher.seal('secret', aad);
    for (let i = 0; i < sealed.length; i += 1) {
      const changed = sealed.slice(0, i) + (sealed[i] === 'A' ? 'B' : 'A') + sealed.slice(i + 1);
      // The last character of a base64url text may hold spare bits; then the bytes are the same ones.
      if (sameBytes(sealed, changed)) continue;
      expect(() => cipher.open(changed, aad)).toThrow();
    }
  });

  it.each(['', 'v1', 'v2.data-1.a.b.c', 'v1.data-1.a.b.c', 'v1.data-1.a.b.c.d'])('refuses the malformed %p', (text) => {
    expect(() => cipher.open(text, aad)).toThrow(UnreadablePayloadError);
  });

  it('refuses a shortened tag', () => {
    const [version, kid, iv, sealed, tag] = cipher.seal('secret', aad).split('.');
    expect(() => cipher.open([version, kid, iv, sealed, tag?.slice(0, 6)].join('.'), aad)).toThrow(
      UnreadablePayloadError,
    );
  });

  it('reads with an older key after a rotation and writes with the new one', () => {
    const after = new PayloadCipher(new KeyRing(rotated(material)));
    expect(after.open(cipher.seal('old', aad), aad).toString()).toBe('old');
    expect(after.seal('new', aad)).toMatch(/^v1\.data-2\./);
  });

  it('names the key that is missing', () => {
    const sealed = new PayloadCipher(new KeyRing(rotated(material))).seal('new', aad);
    expect(() => cipher.open(sealed, aad)).toThrow(new KeyMissingError('data', 'data-2'));
  });
});

function sameBytes(one: string, other: string): boolean {
  const bytes = (text: string) =>
    text.split('.').map((part, i) => (i < 2 ? part : Buffer.from(part, 'base64url').toString('hex')));
  return bytes(one).join('.') === bytes(other).join('.');
}
