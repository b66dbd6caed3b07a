import { connect, type Socket } from 'node:net';
import { BenchError } from '../errors';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

interface Awaited {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const END_OF_HEAD = '\r\n\r\n';

/**
 * One keep-alive connection with one request at a time, which knows as much of HTTP as the gateway's JSON answers need:
 * on a machine that also runs what is measured, every microsecond of the client is missing there.
 */
export class HttpConnection {
  private socket: Socket | undefined;
  private received: Buffer = Buffer.alloc(0);
  private awaited: Awaited | undefined;

  constructor(private readonly port: number) {}

  /** Sends a whole request; connects when there is no connection. */
  request(bytes: Buffer): Promise<Answer> {
    const socket = (this.socket ??= this.open());
    return new Promise((resolve, reject) => {
      this.awaited = { resolve, reject };
      socket.write(bytes);
    });
  }

  close(): void {
    this.socket?.destroy();
  }

  private open(): Socket {
    const socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (piece: Buffer) => this.take(piece));
    socket.once('error', (error) => this.fail(error));
    socket.once('close', () => this.fail(new BenchError('the gateway closed the connection')));
    return socket;
  }

  private fail(error: Error): void {
    this.socket?.destroy();
    this.socket = undefined;
    this.received = Buffer.alloc(0);
    this.awaited?.reject(error);
    this.awaited = undefined;
  }

  private take(piece: Buffer): void {
    this.received = this.received.length === 0 ? piece : Buffer.concat([this.received, piece]);
    const answer = parse(this.received);
    if (answer === undefined) return;
    if (answer instanceof BenchError) return this.fail(answer);
    const { awaited } = this;
    this.received = Buffer.alloc(0);
    this.awaited = undefined;
    awaited?.resolve(answer);
  }
}

/** The answer, once all of it is there. */
function parse(received: Buffer): Answer | BenchError | undefined {
  const headEnd = received.indexOf(END_OF_HEAD);
  if (headEnd < 0) return undefined;
  const head = received.toString('latin1', 0, headEnd);
  const status = Number(head.slice(9, 12));
  const length = status === 204 ? 0 : Number(/^content-length: *(\d+)/im.exec(head)?.[1]);
  if (Number.isNaN(length)) return new BenchError(`an answer without a length: ${head}`);
  const bodyStart = headEnd + END_OF_HEAD.length;
  if (received.length < bodyStart + length) return undefined;
  return { status, body: received.toString('utf8', bodyStart, bodyStart + length) };
}
