import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import {
  CHUNK_BYTES,
  chunksOf,
  HEADER_BYTES,
  kidOf,
  openChunk,
  placeOfChunk,
  readHeader,
  type ArtifactKeys,
} from '@cadre/crypto';

export interface BlobRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Streams the content of a sealed file. Everything is read through one descriptor, so it does not matter when the file is
 * replaced or removed meanwhile. Rejects when there is no such file, and with UnreadablePayloadError or KeyMissingError.
 */
export async function openBlob(keys: ArtifactKeys, path: string, sha256: string, range?: BlobRange): Promise<Readable> {
  const file = await open(path, 'r');
  try {
    const header = readHeader(keys, await readAt(file, 0, HEADER_BYTES), sha256);
    return Readable.from(contentOf(file, header, range), { objectMode: false });
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The length of a sealed file's content. Rejects as `openBlob` does. */
export async function blobSize(keys: ArtifactKeys, path: string, sha256: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    return readHeader(keys, await readAt(file, 0, HEADER_BYTES), sha256).size;
  } finally {
    await file.close();
  }
}

/** The id of the key under which a file is sealed. */
export async function blobKid(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    return kidOf(await readAt(file, 0, HEADER_BYTES));
  } finally {
    await file.close();
  }
}

async function* contentOf(
  file: FileHandle,
  { secrets, size }: ReturnType<typeof readHeader>,
  { start, end }: BlobRange = { start: 0, end: Math.max(0, size - 1) },
): AsyncGenerator<Buffer> {
  try {
    const { first, last, final } = chunksOf(size, start, end);
    for (let index = first; index <= last; index += 1) {
      const { at, bytes } = placeOfChunk(index, size);
      const chunk = openChunk(secrets, index, index === final, await readAt(file, at, bytes));
      const offset = index * CHUNK_BYTES;
      const wanted = chunk.subarray(Math.max(0, start - offset), Math.min(chunk.length, end + 1 - offset));
      if (wanted.length > 0) yield wanted;
    }
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at);
  return buffer.subarray(0, bytesRead);
}
