import { createHash, createHmac } from 'node:crypto';
import type { KeyRing } from './keys/key-ring';

/** SHA-256 in hex. */
export function sha256Hex(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Equality of secret content without storing it: the same purpose and content give the same hash, under our key only. */
export type KeyedHash = (purpose: string, content: string | Buffer) => string;

/** HMAC-SHA256 in hex under the ring's hash key. Two purposes never share a hash. */
export function createKeyedHash(ring: KeyRing): KeyedHash {
  return (purpose, content) =>
    createHmac('sha256', ring.hashKey).update(`${purpose.length}:${purpose}:`).update(content).digest('hex');
}
