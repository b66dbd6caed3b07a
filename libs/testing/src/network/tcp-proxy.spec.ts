import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { until } from '../waiting/until';
import { TcpProxy } from './tcp-proxy';

let echo: Server;
let heard: string;
let proxy: TcpProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  heard = '';
  echo = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      heard += piece.toString();
      socket.write(piece);
    });
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  proxy = await TcpProxy.start((echo.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

function open(): { socket: Socket; received: () => string; failed: () => string | undefined } {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  let received = '';
  let failed: string | undefined;
  socket.on('data', (piece) => (received += piece.toString()));
  socket.on('error', (error: NodeJS.ErrnoException) => (failed = error.code));
  return { socket, received: () => received, failed: () => failed };
}

describe('the network in between', () => {
  it('passes bytes both ways', async () => {
    const { socket, received } = open();
    socket.write('hello');
    await until(() => received() === 'hello');
    expect(proxy.connections).toBe(1);
  });

  it('refuses new connections', async () => {
    proxy.set({ mode: 'refuse' });
    const { failed } = open();
    expect(await until(failed)).toBe('ECONNRESET');
  });

  it('loses what clients send, and nothing else', async () => {
    const { socket, received } = open();
    socket.write('one');
    await until(() => received() === 'one');
    proxy.set({ dropRequests: true });
    socket.write('two');
    await expect(until(() => heard !== 'one', { timeoutMs: 100 })).rejects.toThrow('did not come true');
    proxy.heal();
    socket.write('three');
    await until(() => received() === 'onethree');
  });

  it('swallows everything like a pulled cable, and can be mended', async () => {
    const { socket, received, failed } = open();
    socket.write('one');
    await until(() => received() === 'one');
    proxy.set({ mode: 'blackhole' });
    socket.write('two');
    await expect(until(() => received() !== 'one', { timeoutMs: 100 })).rejects.toThrow('did not come true');
    expect(failed()).toBeUndefined();
    proxy.heal();
    socket.write('three');
    await until(() => received() === 'onethree');
  });

  it('cuts connections that stand', async () => {
    const { socket, received, failed } = open();
    socket.write('x');
    await until(() => received() === 'x');
    proxy.resetAll();
    expect(await until(failed)).toBe('ECONNRESET');
  });

  it('delivers late', async () => {
    proxy.set({ latencyMs: 60 });
    const { socket, received } = open();
    const started = performance.now();
    socket.write('x');
    await until(() => received() === 'x');
    expect(performance.now() - started).toBeGreaterThan(100);
  });

  it('loses answers while requests arrive', async () => {
    proxy.set({ dropReplies: true });
    const { socket, received } = open();
    socket.write('do it');
    await until(() => heard === 'do it');
    await expect(until(received, { timeoutMs: 100 })).rejects.toThrow('did not come true');
  });

  it('puts itself into an address', () => {
    expect(proxy.through('postgres://u:p@db:5432/x')).toBe(`postgres://u:p@127.0.0.1:${proxy.port}/x`);
  });
});
