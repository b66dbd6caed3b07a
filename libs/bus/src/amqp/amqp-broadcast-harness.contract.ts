import type { Broadcast } from '../broadcast.port';
import { createBus } from '../create-bus';
import type { BroadcastHarness } from '../testing/broadcast-harness';
import { TcpProxy } from '../testing/tcp-proxy';
import { through } from './amqp-harness.contract';

/** The broadcast on RabbitMQ under the contract. */
export class AmqpBroadcastHarness implements BroadcastHarness {
  private readonly proxies = new Map<Broadcast, TcpProxy>();

  constructor(private readonly url: string) {}

  async connect(): Promise<Broadcast> {
    const { hostname: host, port } = new URL(this.url);
    const proxy = await TcpProxy.start({ host, port: Number(port) });
    const { broadcast } = createBus({ amqpUrl: through(this.url, proxy.port), role: 'test', brokerRole: 'gateway' });
    this.proxies.set(broadcast, proxy);
    await broadcast.start();
    return broadcast;
  }

  async cutConnections(broadcast: Broadcast): Promise<void> {
    this.proxies.get(broadcast)?.cut();
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
