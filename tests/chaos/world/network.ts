import { TcpProxy } from '@cadre/testing';

/** Who speaks to whom. Replicas of a service share their network. */
export const PAIRS = [
  'gateway-database',
  'orchestrator-database',
  'gateway-bus',
  'orchestrator-bus',
  'worker-bus',
] as const;
export type Pair = (typeof PAIRS)[number];

/** One breakable network for each pair. */
export class Network {
  private constructor(private readonly proxies: ReadonlyMap<Pair, TcpProxy>) {}

  static async start(ports: { readonly database: number; readonly bus: number }): Promise<Network> {
    const port = (pair: Pair) => (pair.endsWith('-bus') ? ports.bus : ports.database);
    const proxies = PAIRS.map(async (pair) => [pair, await TcpProxy.start(port(pair))] as const);
    return new Network(new Map(await Promise.all(proxies)));
  }

  between(pair: Pair): TcpProxy {
    const proxy = this.proxies.get(pair);
    if (proxy === undefined) throw new TypeError(`there is no ${pair}`);
    return proxy;
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies.values()].map((proxy) => proxy.close()));
  }
}
