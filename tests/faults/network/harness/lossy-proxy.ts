import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { splitAmqp, splitPostgres } from './split-messages';

/** Loses a message of the server, or lets it pass. */
export type Loses = (message: Buffer) => boolean;

/** A network that loses single messages of a server; the connections stand, and everything else passes. */
export class LossyProxy {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
    private readonly loses: Loses,
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  /** The protocol is that of the address. */
  static async start(target: string, loses: Loses): Promise<LossyProxy> {
    const server = createServer();
    const proxy = new LossyProxy(server, new URL(target), loses);
    await new Promise<void>((listening) => {
      server.listen(0, '127.0.0.1', listening);
    });
    return proxy;
  }

  through(url: string): string {
    const changed = new URL(url);
    changed.port = String((this.server.address() as AddressInfo).port);
    return changed.href;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((closed) => {
      this.server.close(() => closed());
    });
  }

  private accept(client: Socket): void {
    const upstream = connect(Number(this.target.port), '127.0.0.1');
    const split = this.target.protocol.startsWith('amqp') ? splitAmqp : splitPostgres;
    let stream: Buffer = Buffer.alloc(0);
    client.on('data', (piece) => upstream.write(piece));
    upstream.on('data', (piece) => {
      const { whole, rest } = split(Buffer.concat([stream, piece]));
      stream = rest;
      for (const message of whole) if (!this.loses(message)) client.write(message);
    });
    for (const socket of [client, upstream]) {
      this.sockets.add(socket.setNoDelay(true));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
  }
}
