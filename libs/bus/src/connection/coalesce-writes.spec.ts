import { Duplex } from 'node:stream';
import { coalesceWrites } from './coalesce-writes';

/** Notes what leaves it together. */
class RecordingStream extends Duplex {
  readonly pieces: string[] = [];

  override _read(): void {
    // Nothing ever comes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.pieces.push(chunk.toString());
    done();
  }

  override _writev(chunks: readonly { chunk: Buffer }[], done: () => void): void {
    this.pieces.push(chunks.map(({ chunk }) => chunk.toString()).join(''));
    done();
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a stream whose writes are gathered', () => {
  it('sends what one go of the event loop writes as one piece', async () => {
    const stream = new RecordingStream();
    coalesceWrites(stream);
    stream.write('a');
    stream.write('b');
    expect(stream.pieces).toEqual([]);
    await nextTurn();
    stream.write('c');
    await nextTurn();
    expect(stream.pieces).toEqual(['ab', 'c']);
  });
});
