import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { generateKeyMaterial } from '../keys/key-material';
import { KeyRing, toArtifactKeys } from '../keys/key-ring';
import { CHUNK_BYTES, ChunkSealer, chunksOf, openChunk, placeOfChunk, sealedSize } from './blob-chunks';
import { HEADER_BYTES, newBlobSecrets, readHeader, writeHeader } from './blob-header';

const keys = new KeyRing(generateKeyMaterial([])).artifactKeys ?? toArtifactKeys({ active: '', keys: {} });
const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

async function seal(content: Buffer, pieces = 1): Promise<Buffer> {
  const secrets = newBlobSecrets(keys);
  const size = Math.ceil(content.length / pieces) || 1;
  const source = Array.from({ length: pieces }, (_, index) => content.subarray(index * size, (index + 1) * size));
  const sealed = await buffer(Readable.from(source).pipe(new ChunkSealer(secrets)));
  writeHeader(secrets, { sha256: sha256(content), size: content.length }).copy(sealed);
  return sealed;
}

function open(sealed: Buffer, name: string, start = 0, end = Infinity): Buffer {
  const { secrets, size } = readHeader(keys, sealed.subarray(0, HEADER_BYTES), name);
  const { first, last, final } = chunksOf(size, start, Math.min(end, Math.max(0, size - 1)));
  const chunks = Array.from({ length: last - first + 1 }, (_, offset) => {
    const { at, bytes } = placeOfChunk(first + offset, size);
    return openChunk(secrets, first + offset, first + offset === final, sealed.subarray(at, at + bytes));
  });
  return Buffer.concat(chunks);
}

describe('a sealed file', () => {
  it.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7])(
    'opens to the same %i bytes, however they came',
    async (length) => {
      const content = randomBytes(length);
      for (const pieces of [1, 7]) {
        const sealed = await seal(content, pieces);
        expect(sealed).toHaveLength(sealedSize(length));
        expect(open(sealed, sha256(content)).equals(content)).toBe(true);
      }
    },
  );

  it('opens in the middle without what stands around it', async () => {
    const content = randomBytes(3 * CHUNK_BYTES);
    const sealed = await seal(content);
    const place = placeOfChunk(1, content.length);
    sealed.fill(0, HEADER_BYTES, place.at);
    sealed.fill(0, place.at + place.bytes);
    const middle = open(sealed, sha256(content), CHUNK_BYTES + 5, CHUNK_BYTES + 9);
    expect(middle.equals(content.subarray(CHUNK_BYTES, 2 * CHUNK_BYTES))).toBe(true);
  });

  it('shows nothing of its content, and looks different each time', async () => {
    const content = Buffer.from('canary '.repeat(1000));
    const [first, second] = await Promise.all([seal(content), seal(content)]);
    expect(first.includes('canary')).toBe(false);
    expect(first.equals(second)).toBe(false);
  });

  it('does not open with any byte altered', async () => {
    const content = randomBytes(2 * CHUNK_BYTES + 100);
    const sealed = await seal(content);
    // In each part: magic, key id, salt, size, code of the header, first chunk, its tag, last chunk, its tag.
    const places = [
      0,
      9,
      80,
      108,
      120,
      HEADER_BYTES,
      HEADER_BYTES + CHUNK_BYTES + 3,
      sealed.length - 50,
      sealed.length - 1,
    ];
    for (const place of places) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(place) ^ 1, place);
      expect(() => open(altered, sha256(content))).toThrow();
    }
  });

  it('does not open under the name of another, cut off, or put together anew', async () => {
    const content = randomBytes(2 * CHUNK_BYTES);
    const sealed = await seal(content);
    const name = sha256(content);
    expect(() => open(sealed, sha256(Buffer.from('x')))).toThrow('under the name of another');
    expect(() => open(sealed.subarray(0, sealed.length - 20), name)).toThrow('altered or cut off');
    const [one, two] = [placeOfChunk(0, content.length), placeOfChunk(1, content.length)];
    const swapped = Buffer.concat([
      ...[sealed.subarray(0, HEADER_BYTES), sealed.subarray(two.at, two.at + two.bytes)],
      sealed.subarray(one.at, one.at + one.bytes),
    ]);
    expect(() => open(swapped, name)).toThrow('altered or cut off');
  });

  it('names the key that is gone', async () => {
    const sealed = await seal(Buffer.from('x'));
    const others = toArtifactKeys({ active: 'artifact-2', keys: { 'artifact-2': randomBytes(32).toString('base64') } });
    expect(() => readHeader(others, sealed.subarray(0, HEADER_BYTES), 'x')).toThrow('artifact key "artifact-1"');
  });
});
