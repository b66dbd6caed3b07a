import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { UnreadablePayloadError } from '../errors';
import { HEADER_BYTES, type BlobSecrets } from './blob-header';

const ALGORITHM = 'aes-256-gcm';
/** Content is sealed in pieces of this length, so that a range is read without what stands before it. */
export const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const COUNTER_AT = 7;

/** Where the chunks lie that hold a range of the content; both ends included. */
export interface ChunkSpan {
  readonly first: number;
  readonly last: number;
  /** The number of the content's last chunk. */
  readonly final: number;
}

export function chunksOf(size: number, start: number, end: number): ChunkSpan {
  const final = Math.max(0, Math.ceil(size / CHUNK_BYTES) - 1);
  return { first: Math.floor(start / CHUNK_BYTES), last: Math.min(final, Math.floor(end / CHUNK_BYTES)), final };
}

/** Where a chunk stands in the sealed file, and how long it is there. */
export function placeOfChunk(index: number, size: number): { readonly at: number; readonly bytes: number } {
  const content = Math.min(CHUNK_BYTES, size - index * CHUNK_BYTES);
  return { at: HEADER_BYTES + index * (CHUNK_BYTES + TAG_BYTES), bytes: Math.max(0, content) + TAG_BYTES };
}

/** The length of the whole sealed file. */
export function sealedSize(size: number): number {
  return HEADER_BYTES + size + Math.max(1, Math.ceil(size / CHUNK_BYTES)) * TAG_BYTES;
}

/** Throws UnreadablePayloadError for a chunk that was altered, moved, or cut off after it. */
export function openChunk({ contentKey }: BlobSecrets, index: number, isFinal: boolean, sealed: Buffer): Buffer {
  try {
    const decipher = createDecipheriv(ALGORITHM, contentKey, nonceOf(index, isFinal));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new UnreadablePayloadError('A stored file was altered or cut off', { cause });
  }
}

/** Content on its way into a sealed file: room for the header first, then chunk by chunk. */
export class ChunkSealer extends Transform {
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private index = 0;

  constructor(private readonly secrets: BlobSecrets) {
    super();
    this.push(Buffer.alloc(HEADER_BYTES));
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.waiting.push(piece);
    this.waitingBytes += piece.length;
    // The last chunk is sealed as such, so a full one waits until it is known that more follows.
    if (this.waitingBytes > CHUNK_BYTES) this.sealFull();
    done();
  }

  override _flush(done: TransformCallback): void {
    this.push(this.seal(Buffer.concat(this.waiting), true));
    done();
  }

  private sealFull(): void {
    let rest = Buffer.concat(this.waiting);
    while (rest.length > CHUNK_BYTES) {
      this.push(this.seal(rest.subarray(0, CHUNK_BYTES), false));
      rest = rest.subarray(CHUNK_BYTES);
    }
    this.waiting = [rest];
    this.waitingBytes = rest.length;
  }

  private seal(content: Buffer, isFinal: boolean): Buffer {
    const cipher = createCipheriv(ALGORITHM, this.secrets.contentKey, nonceOf(this.index, isFinal));
    this.index += 1;
    return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  }
}

/** The chunk's number, and whether it is the last: a file cut off after a chunk, or put together anew, does not open. */
function nonceOf(index: number, isFinal: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(index, COUNTER_AT);
  nonce.writeUInt8(isFinal ? 1 : 0, NONCE_BYTES - 1);
  return nonce;
}
