import type { Duplex } from 'node:stream';

/**
 * From now on everything that is written to the stream in one go of the event loop leaves as one piece: on a loopback
 * connection the system call is most of what a small message costs.
 */
export function coalesceWrites(stream: Duplex): void {
  const write = stream.write.bind(stream);
  let gathering = false;
  const release = (): void => {
    gathering = false;
    stream.uncork();
  };
  stream.write = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
    if (!gathering) {
      gathering = true;
      stream.cork();
      process.nextTick(release);
    }
    return write(chunk, ...rest);
  };
}
