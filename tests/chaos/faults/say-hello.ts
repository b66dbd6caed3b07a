import { connect } from 'node:net';

/** What became of the first words to a server. */
export type Greeting = 'answered' | 'refused' | 'silent';

/** What makes a PostgreSQL and a RabbitMQ say something at once: a request for TLS, and the protocol's name. */
export const HELLO = {
  database: Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]),
  broker: Buffer.from([65, 77, 81, 80, 0, 0, 9, 1]),
} as const;

/** Speaks to a port of loopback and waits for the first byte of an answer, or for so long. */
export function sayHello(port: number, words: Buffer, patienceMs: number): Promise<Greeting> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(words));
    const end = (greeting: Greeting) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(greeting);
    };
    const timer = setTimeout(() => end('silent'), patienceMs);
    socket.once('data', () => end('answered'));
    socket.once('error', () => end('refused'));
    socket.once('close', () => end('refused'));
  });
}
