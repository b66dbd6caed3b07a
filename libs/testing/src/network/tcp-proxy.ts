import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** How the network behaves between a client and what it speaks to. */
export interface NetworkBehaviour {
  /**
   * `forward`: bytes pass. `refuse`: new connections are reset at once. `blackhole`: connections stand, nothing passes,
   * as behind a pulled cable.
   */
  readonly mode: 'forward' | 'refuse' | 'blackhole';
  /** Each piece arrives this much later, in both directions. */
  readonly latencyMs: number;
  /** What the server answers is thrown away: requests are carried out, nobody hears of it. */
  readonly dropReplies: boolean;
  /** What a client sends is thrown away: the server may speak, nobody answers it. */
  readonly dropRequests: boolean;
}

const CLEAR: NetworkBehaviour = { mode: 'forward', latencyMs: 0, dropReplies: false, dropRequests: false };

/** A network between a client and a server that a test can break. */
export class TcpProxy {
  private behaviour = CLEAR;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private watcher: (piece: Buffer) => void = () => {};

  private constructor(
    private readonly server: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  /** Listens on a free port of loopback and passes everything on to the target. */
  static async start(targetPort: number, targetHost = '127.0.0.1'): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true });
    const proxy = new TcpProxy(server, { host: targetHost, port: targetPort });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.pairs.size;
  }

  /** The same address with this proxy in between. */
  through(url: string): string {
    const changed = new URL(url);
    changed.hostname = '127.0.0.1';
    changed.port = String(this.port);
    return changed.href;
  }

  /** Changes the network from now on, also for connections that stand. */
  set(change: Partial<NetworkBehaviour>): void {
    this.behaviour = { ...this.behaviour, ...change };
  }

  /** Shows every piece a client sends, before it is passed on: what is set then already holds for its answer. */
  watchRequests(watcher: (piece: Buffer) => void): void {
    this.watcher = watcher;
  }

  /** A clear network again. */
  heal(): void {
    this.behaviour = CLEAR;
    this.watcher = () => {};
  }

  /** Cuts every connection that stands, with a reset on both sides; answers how many. */
  resetAll(): number {
    const standing = [...this.pairs];
    for (const pair of standing) for (const socket of pair) socket.resetAndDestroy();
    return standing.length;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    await closed;
  }

  private accept(client: Socket): void {
    if (this.behaviour.mode === 'refuse') {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ ...this.target, allowHalfOpen: true });
    const pair = [client, upstream] as const;
    this.pairs.add(pair);
    for (const socket of pair) socket.setNoDelay(true).on('error', () => this.drop(pair));
    for (const socket of pair) socket.on('close', () => this.drop(pair));
    client.on('data', (piece: Buffer) => this.watcher(piece));
    this.pass(client, upstream, () => this.behaviour.dropRequests);
    this.pass(upstream, client, () => this.behaviour.dropReplies);
  }

  private pass(from: Socket, to: Socket, isDropped: () => boolean): void {
    from.on('data', (piece) => {
      if (this.behaviour.mode === 'blackhole' || isDropped()) return;
      this.later(() => to.destroyed || to.write(piece));
    });
    from.on('end', () => {
      if (this.behaviour.mode !== 'blackhole') this.later(() => to.end());
    });
  }

  private later(deliver: () => void): void {
    const { latencyMs } = this.behaviour;
    if (latencyMs === 0) deliver();
    else setTimeout(deliver, latencyMs);
  }

  private drop(pair: readonly [Socket, Socket]): void {
    this.pairs.delete(pair);
    for (const socket of pair) socket.destroy();
  }
}
