import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { UnreadablePayloadError } from '../errors';
import { takeRandom } from '../random-pool';

/** `v1` holds the content as it is, `v1z` deflated. */
type Version = 'v1' | 'v1z';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const COMPRESS_ABOVE_BYTES = 2_048;
const MAX_OPENED_BYTES = 64 * 1024 * 1024;

/**
 * Seals content as `<version>.<kid>.<iv>.<ciphertext>.<tag>`, base64url. The context is authenticated, not stored:
 * a sealed text opens only where it was made for.
 */
export function sealText(plainText: Buffer | string, key: KeyObject, kid: string, context: string): string {
  const plain = typeof plainText === 'string' ? Buffer.from(plainText, 'utf8') : plainText;
  const version: Version = plain.length > COMPRESS_ABOVE_BYTES ? 'v1z' : 'v1';
  const content = version === 'v1z' ? deflateRawSync(plain, { level: 1 }) : plain;
  const iv = takeRandom(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(version, kid, context));
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  return [version, kid, encode(iv), encode(sealed), encode(cipher.getAuthTag())].join('.');
}

/** Opens what sealText made. Throws UnreadablePayloadError; the key lookup may throw KeyMissingError. */
export function openText(text: string, keyOf: (kid: string) => KeyObject, context: string): Buffer {
  const { version, kid, iv, sealed, tag } = parse(text);
  const key = keyOf(kid);
  try {
    const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(associatedData(version, kid, context));
    decipher.setAuthTag(tag);
    const content = Buffer.concat([decipher.update(sealed), decipher.final()]);
    return version === 'v1z' ? inflateRawSync(content, { maxOutputLength: MAX_OPENED_BYTES }) : content;
  } catch (cause) {
    throw new UnreadablePayloadError('A sealed value was altered or belongs to another place', { cause });
  }
}

function parse(text: string): { version: Version; kid: string; iv: Buffer; sealed: Buffer; tag: Buffer } {
  const [version, kid, iv, sealed, tag, ...rest] = text.split('.');
  const shapeFits =
    kid !== undefined && sealed !== undefined && iv !== undefined && tag !== undefined && rest.length === 0;
  if (!shapeFits || (version !== 'v1' && version !== 'v1z'))
    throw new UnreadablePayloadError('A sealed value has an unknown form');
  const parsed = { version, kid, iv: decode(iv), sealed: decode(sealed), tag: decode(tag) } as const;
  if (parsed.iv.length !== IV_BYTES || parsed.tag.length !== TAG_BYTES) {
    throw new UnreadablePayloadError('A sealed value was cut off');
  }
  return parsed;
}

// The version and key id are bound too: otherwise somebody could relabel a deflated text as a plain one.
function associatedData(version: Version, kid: string, context: string): Buffer {
  return Buffer.from(`${version}.${kid}.${context}`, 'utf8');
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64url');
}

function decode(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}
