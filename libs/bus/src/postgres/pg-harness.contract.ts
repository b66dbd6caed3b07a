import { Client, type QueryResultRow } from 'pg';
import { TcpProxy } from '../testing/tcp-proxy';
import { until } from '../testing/until';
import type { WorkBusHarness } from '../testing/work-bus-harness';
import type { WorkBus } from '../work-bus.port';
import { createBus } from '../create-bus';

/** The PostgreSQL adapter under the contract: every bus reaches its server through a network of its own. */
export class PgHarness implements WorkBusHarness {
  readonly proxies = new Map<WorkBus, TcpProxy>();

  constructor(private readonly url: string) {}

  async connect(): Promise<WorkBus> {
    const work = await this.create();
    await work.start();
    return work;
  }

  async create(): Promise<WorkBus> {
    const proxy = await this.openProxy();
    const { work } = createBus({ url: through(this.url, proxy.port), role: 'test' });
    this.proxies.set(work, proxy);
    return work;
  }

  async crash(bus: WorkBus): Promise<void> {
    this.proxyOf(bus).block();
  }

  async cutConnections(bus: WorkBus): Promise<void> {
    this.proxyOf(bus).cut();
  }

  async outage(): Promise<() => Promise<void>> {
    for (const proxy of this.proxies.values()) proxy.block();
    await until('all have noticed', () => [...this.proxies.keys()].every((bus) => !bus.health().connected));
    return async () => {
      for (const proxy of this.proxies.values()) proxy.restore();
    };
  }

  async publishRaw(queue: string, body: string): Promise<void> {
    await this.query('INSERT INTO bus.messages (queue, priority, body) VALUES ($1, 5, $2)', [queue, body]);
  }

  async purge(queue: string): Promise<void> {
    await this.query('DELETE FROM bus.messages WHERE queue = $1', [queue]);
  }

  async deadMessages(queue: string): Promise<readonly { body: string; reason: string }[]> {
    return this.query('SELECT body, reason FROM bus.dead_messages WHERE queue = $1 ORDER BY id', [queue]);
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies].map(([bus, proxy]) => this.end(bus, proxy)));
    await this.query('TRUNCATE bus.messages, bus.parcels, bus.inboxes, bus.dead_messages');
  }

  async query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async openProxy(): Promise<TcpProxy> {
    const { hostname: host, port } = new URL(this.url);
    return TcpProxy.start({ host, port: Number(port) });
  }

  proxyOf(bus: WorkBus): TcpProxy {
    const proxy = this.proxies.get(bus);
    if (proxy === undefined) throw new TypeError('This bus belongs to another harness.');
    return proxy;
  }

  private async end(bus: WorkBus, proxy: TcpProxy): Promise<void> {
    proxy.restore();
    await bus.stop();
    await proxy.close();
  }
}

/** The same database, reached by another port. */
export function through(url: string, port: number): string {
  const detour = new URL(url);
  detour.hostname = '127.0.0.1';
  detour.port = String(port);
  return detour.href;
}
