import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { CoalescingSocket } from './coalescing-socket';

describe('a coalescing socket', () => {
  it('sends what is written together as one piece, and what comes later after it', async () => {
    const received: string[] = [];
    const server = createServer((peer: Socket) => {
      peer.on('data', (data) => {
        received.push(data.toString());
        peer.write('seen');
      });
      peer.on('end', () => peer.end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = new CoalescingSocket();
    socket.connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('a');
    socket.write('b');
    await Promise.resolve().then(() => socket.write('c'));
    await once(socket, 'data');
    socket.write('d');
    await once(socket, 'data');
    socket.end();
    await once(socket, 'close');
    server.close();
    expect(received).toEqual(['abc', 'd']);
  });
});
