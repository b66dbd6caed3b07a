import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A network that can lose single connections without a sign: both ends keep them, nothing passes. */
export class HalfDeadProxy {
  private readonly names = new Map<Socket, string>();
  private readonly silent = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  static async start(targetPort: number): Promise<HalfDeadProxy> {
    const server = createServer();
    const proxy = new HalfDeadProxy(server, targetPort);
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

  /** Silences what stands now and said this about itself as it connected; answers how many. What comes later passes. */
  silence(said: string): number {
    const those = [...this.names].filter(([, opening]) => opening.includes(said));
    for (const [client] of those) this.silent.add(client);
    return those.length;
  }

  async close(): Promise<void> {
    for (const client of this.names.keys()) client.destroy();
    await new Promise<void>((closed) => {
      this.server.close(() => closed());
    });
  }

  private accept(client: Socket): void {
    const upstream = connect(this.targetPort, '127.0.0.1');
    client.once('data', (opening) => this.names.set(client, String(opening)));
    const pass = (from: Socket, to: Socket) =>
      from.on('data', (piece) => {
        if (!this.silent.has(client)) to.write(piece);
      });
    pass(client, upstream);
    pass(upstream, client);
    for (const socket of [client, upstream]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.names.delete(client);
        client.destroy();
        upstream.destroy();
      });
    }
  }
}
