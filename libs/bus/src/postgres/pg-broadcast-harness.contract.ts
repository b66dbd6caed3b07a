import type { Broadcast } from '../broadcast.port';
import type { BroadcastHarness } from '../testing/broadcast-harness';
import { TcpProxy } from '../testing/tcp-proxy';
import { createBus } from '../create-bus';
import { through } from './pg-harness.contract';

/** The LISTEN/NOTIFY broadcast under the contract. */
export class PgBroadcastHarness implements BroadcastHarness {
  private readonly proxies = new Map<Broadcast, TcpProxy>();

  constructor(private readonly url: string) {}

  async connect(): Promise<Broadcast> {
    const { hostname: host, port } = new URL(this.url);
    const proxy = await TcpProxy.start({ host, port: Number(port) });
    const { broadcast } = createBus({ url: through(this.url, proxy.port), role: 'test' });
    this.proxies.set(broadcast, proxy);
    await broadcast.start();
    return broadcast;
  }

  async cutConnections(broadcast: Broadcast): Promise<void> {
    this.proxies.get(broadcast)?.cut();
  }

  /** Its open connections carry nothing any more, and nobody says so. */
  freeze(broadcast: Broadcast): void {
    this.proxies.get(broadcast)?.freeze();
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.proxies].map(async ([broadcast, proxy]) => {
        await broadcast.stop();
        await proxy.close();
      }),
    );
  }
}
