import { Socket } from 'node:net';

/**
 * A socket that sends what is written in one go of the event loop as one piece. Statements that travel together then wake
 * the server once; on a loopback connection the waking is most of what a small write costs.
 */
export function coalescingSocket(socket = new Socket()): Socket {
  // Not earlier: connecting puts a socket's own `write` back in its place.
  socket.once('connect', () => coalesceWrites(socket));
  return socket;
}

function coalesceWrites(socket: Socket): void {
  const write = socket.write.bind(socket);
  let gathering = false;
  const release = (): void => {
    gathering = false;
    socket.uncork();
  };
  socket.write = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
    if (!gathering) {
      gathering = true;
      socket.cork();
      process.nextTick(release);
    }
    return write(chunk, ...rest);
  };
}
