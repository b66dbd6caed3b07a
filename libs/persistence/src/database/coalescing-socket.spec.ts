import { once } from 'node:events';
import { createServer, type AddressInfo, Socket } from 'node:net';
import { coalescingSocket } from './coalescing-socket';

/** Notes what is handed to the system, piece by piece: what arrives together need not have left together. */
class RecordingSocket extends Socket {
  readonly pieces: string[] = [];

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.pieces.push(chunk.toString());
    super._write(chunk, encoding, done);
  }

  override _writev(chunks: { chunk: Buffer; encoding: BufferEncoding }[], done: (error?: Error | null) => void): void {
    this.pieces.push(chunks.map(({ chunk }) => chunk.toString()).join(''));
    super._writev?.(chunks, done);
  }
}

describe('a coalescing socket', () => {
  it('hands over what is written together as one piece, and what comes later after it', async () => {
    const received: string[] = [];
    const server = createServer((peer: Socket) => {
      peer.on('data', (data) => {
        received.push(data.toString());
        peer.write('seen');
      });
      peer.on('end', () => peer.end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = new RecordingSocket();
    coalescingSocket(socket);
    socket.connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('a');
    // As the driver sends a statement.
    socket.cork();
    socket.write('b');
    socket.uncork();
    await Promise.resolve().then(() => socket.write('c'));
    await once(socket, 'data');
    socket.write('d');
    await once(socket, 'data');
    socket.end();
    await once(socket, 'close');
    server.close();
    expect(socket.pieces).toEqual(['abc', 'd']);
    expect(received.join('')).toBe('abcd');
  });
});
