import { type AddressInfo, connect, type Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { SseConnection } from './sse-connection';

const MESSAGE = { id: 1, data: 'x'.repeat(64 * 1024) };

describe('a stream of server-sent events', () => {
  let server: FastifyInstance;
  let opened: Promise<SseConnection>;
  let calls: string[];
  const sockets: Socket[] = [];

  beforeEach(async () => {
    calls = [];
    server = Fastify();
    opened = new Promise((resolve) => {
      server.get('/', (_request, reply) => {
        void reply.header('x-content-type-options', 'nosniff');
        const note = (call: string) => () => void calls.push(call);
        resolve(new SseConnection(reply, { onClose: note('close'), onDrain: note('drain'), onPing: note('ping') }));
      });
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(async () => {
    sockets.splice(0).forEach((socket) => socket.destroy());
    (await opened).end();
    await server.close();
  });

  /** A client that says it wants everything and reads only when told to. */
  function client(): Socket {
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    return socket.pause();
  }

  async function textOf(socket: Socket): Promise<string> {
    let text = '';
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.endsWith('0\r\n\r\n')) break;
    }
    return text;
  }

  it('bears the headers of every answer and its own, and messages as written down', async () => {
    const socket = client();
    const connection = await opened;
    connection.send({ id: 7, data: { a: 1 } });
    connection.send({ event: 'progress', data: null });
    connection.end();
    const text = await textOf(socket);
    expect(text).toMatch(/content-type: text\/event-stream/);
    expect(text).toMatch(/x-content-type-options: nosniff/);
    expect(text).toMatch(/x-accel-buffering: no/);
    expect(text).toContain('retry: 3000\n\n');
    expect(text).toContain('id: 7\ndata: {"a":1}\n\n');
    expect(text).toContain('event: progress\ndata: null\n\n');
    expect(calls).toEqual(['close']);
    expect(connection.isClosed).toBe(true);
  });

  it('holds little for a client that does not read, and says when it reads again', async () => {
    const socket = client();
    const connection = await opened;
    expect(await fill(connection)).toBeLessThan(1_000);
    const drainsBefore = calls.length;
    socket.resume();
    await comesTrue(() => calls.length > drainsBefore);
    expect(calls.at(-1)).toBe('drain');
    expect(connection.isBlocked).toBe(false);
  });

  it('notices that the client is gone, once', async () => {
    const socket = client();
    const connection = await opened;
    socket.destroy();
    await comesTrue(() => connection.isClosed);
    connection.send(MESSAGE);
    connection.end();
    expect(calls).toEqual(['close']);
  });

  describe('as time goes by', () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
    afterEach(() => jest.useRealTimers());

    it('is kept alive every 15 s', async () => {
      const socket = client();
      const connection = await opened;
      jest.advanceTimersByTime(45_000);
      expect(calls).toEqual(['ping', 'ping', 'ping']);
      connection.end();
      expect(await textOf(socket)).toContain(': ping\n\n');
      expect(jest.getTimerCount()).toBe(0);
    });

    it('gives a client up that has taken nothing for a minute', async () => {
      client();
      const connection = await opened;
      await fill(connection);
      jest.advanceTimersByTime(60_000);
      await comesTrue(() => connection.isClosed);
      expect(calls.at(-1)).toBe('close');
    });
  });
});

/** Sends until the buffers of the kernel are full, too; answers how many messages that took. */
async function fill(connection: SseConnection): Promise<number> {
  let sent = 0;
  for (let stuck = 0; stuck < 100; stuck = connection.isBlocked ? stuck + 1 : 0) {
    if (!connection.isBlocked) {
      connection.send(MESSAGE);
      sent += 1;
    }
    await turn();
  }
  return sent;
}

async function comesTrue(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

/** One turn of the event loop, whatever the clock of the test says. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
