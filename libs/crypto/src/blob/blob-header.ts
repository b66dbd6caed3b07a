import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { UnreadablePayloadError } from '../errors';
import type { ArtifactKeys } from '../keys/artifact-keys';

/** What stands before the content of a sealed file, always of the same length. */
export const HEADER_BYTES = 144;

const MAGIC = Buffer.from('CDRBLOB\u0001', 'latin1');
const KID_BYTES = 64;
const SALT_BYTES = 32;
const MAC_BYTES = 32;
const MAC_AT = HEADER_BYTES - MAC_BYTES;

/** The keys of one file: made anew for each, so that no two files share a nonce. */
export interface BlobSecrets {
  readonly kid: string;
  readonly salt: Buffer;
  readonly contentKey: Buffer;
  readonly headerKey: Buffer;
}

/** What a file is: it opens under no other name and with no other length. */
export interface BlobIdentity {
  readonly sha256: string;
  /** Of the content as it was given. */
  readonly size: number;
}

export function newBlobSecrets(keys: ArtifactKeys): BlobSecrets {
  return deriveSecrets(keys, keys.active, randomBytes(SALT_BYTES));
}

/** @param identity known when the last byte of the content has passed */
export function writeHeader(secrets: BlobSecrets, identity: BlobIdentity): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt8(Buffer.byteLength(secrets.kid), MAGIC.length);
  header.write(secrets.kid, MAGIC.length + 1, KID_BYTES - 1, 'utf8');
  secrets.salt.copy(header, MAGIC.length + KID_BYTES);
  header.writeBigUInt64BE(BigInt(identity.size), MAGIC.length + KID_BYTES + SALT_BYTES);
  macOf(header, secrets, identity.sha256).copy(header, MAC_AT);
  return header;
}

/** The id of the key that sealed a file. Throws UnreadablePayloadError for what is no header of ours. */
export function kidOf(header: Buffer): string {
  if (header.length !== HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC))
    throw new UnreadablePayloadError('A stored file does not begin as sealed files do');
  const length = Math.min(header.readUInt8(MAGIC.length), KID_BYTES - 1);
  return header.toString('utf8', MAGIC.length + 1, MAGIC.length + 1 + length);
}

/** Throws UnreadablePayloadError for a header that is not this file's, KeyMissingError when its key is gone. */
export function readHeader(
  keys: ArtifactKeys,
  header: Buffer,
  sha256: string,
): { readonly secrets: BlobSecrets; readonly size: number } {
  const kid = kidOf(header);
  const saltAt = MAGIC.length + KID_BYTES;
  const secrets = deriveSecrets(keys, kid, Buffer.from(header.subarray(saltAt, saltAt + SALT_BYTES)));
  const mac = macOf(header, secrets, sha256);
  if (!timingSafeEqual(mac, header.subarray(MAC_AT, MAC_AT + MAC_BYTES)))
    throw new UnreadablePayloadError('A stored file was altered, or stands under the name of another');
  return { secrets, size: Number(header.readBigUInt64BE(saltAt + SALT_BYTES)) };
}

function deriveSecrets(keys: ArtifactKeys, kid: string, salt: Buffer): BlobSecrets {
  const derived = Buffer.from(hkdfSync('sha256', keys.key(kid), salt, `stored file, version 1:${kid}`, 64));
  return { kid, salt, contentKey: derived.subarray(0, 32), headerKey: derived.subarray(32) };
}

function macOf(header: Buffer, { headerKey }: BlobSecrets, sha256: string): Buffer {
  return createHmac('sha256', headerKey).update(header.subarray(0, MAC_AT)).update(sha256, 'latin1').digest();
}
