import { connect, createServer, type Server, type Socket } from 'node:net';

/** What happens to the next COMMIT: it gets through and its answer is lost, or it is lost itself. */
export type CommitLoss = 'answer' | 'request';

/** Stands between a pool and its database, and breaks a connection at the worst moment when told to. */
export class LossyProxy {
  private readonly sockets = new Set<Socket>();
  private loss: CommitLoss | null = null;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  static async before(databaseUrl: string): Promise<LossyProxy> {
    const server = createServer();
    const proxy = new LossyProxy(server, new URL(databaseUrl));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The same database, through the proxy. */
  get url(): string {
    const address = this.server.address();
    const url = new URL(this.target);
    url.host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    return url.href;
  }

  loseNextCommit(loss: CommitLoss): void {
    this.loss = loss;
  }

  /** Cuts every connection that is open now. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    const server = connect(Number(this.target.port || 5432), this.target.hostname);
    let doomed = false;
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      if (this.loss !== null && chunk.includes('COMMIT')) {
        const loss = this.loss;
        this.loss = null;
        if (loss === 'request') return void client.destroy();
        doomed = true;
      }
      server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => (doomed ? client.destroy() : client.write(chunk)));
  }
}
