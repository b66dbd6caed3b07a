import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4_096;

const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let offset = POOL_BYTES;

/**
 * A few fresh random bytes, at most 64. Filled in bulk: a call to the generator costs more than a small encryption.
 * What is answered must be used up before anybody asks again: the memory is written over in time.
 */
export function takeRandom(length: number): Buffer {
  if (offset + length > POOL_BYTES) {
    randomFillSync(pool);
    offset = 0;
  }
  offset += length;
  return pool.subarray(offset - length, offset);
}
