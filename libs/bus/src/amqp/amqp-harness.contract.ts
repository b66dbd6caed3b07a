import { connect, type Channel, type ChannelModel } from 'amqplib';
import { deadLetterQueue, teamOfTaskQueue, type QueueName } from '@cadre/contracts';
import { createBus } from '../create-bus';
import { SILENT, type BusTelemetry } from '../telemetry/bus-telemetry';
import { TcpProxy } from '../testing/tcp-proxy';
import { until } from '../testing/until';
import type { WorkBusHarness } from '../testing/work-bus-harness';
import type { WorkBus } from '../work-bus.port';

/** The RabbitMQ adapter under the contract: every bus reaches its broker through a network of its own. */
export class AmqpHarness implements WorkBusHarness {
  readonly proxies = new Map<WorkBus, TcpProxy>();
  /** Why messages died, in their order. A worker may not write it beside them: its log tells. */
  private readonly reasons: string[] = [];
  private operator: { readonly model: ChannelModel; readonly channel: Channel } | undefined;

  constructor(readonly url: string) {}

  async connect(query = ''): Promise<WorkBus> {
    const work = await this.create(query);
    await work.start();
    return work;
  }

  async create(query = ''): Promise<WorkBus> {
    const proxy = await this.openProxy();
    const { work } = createBus({
      amqpUrl: `${through(this.url, proxy.port)}${query}`,
      role: 'test',
      telemetry: this.telemetry(),
    });
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

  async publishRaw(queue: QueueName, body: string): Promise<void> {
    const channel = await this.operate();
    channel.sendToQueue(queue, Buffer.from(body));
    // An answer on the same channel: the broker has it.
    await channel.checkQueue(queue);
  }

  async purge(queue: QueueName): Promise<void> {
    await (await this.operate()).purgeQueue(queue);
  }

  async deadMessages(queue: QueueName): Promise<readonly { body: string; reason: string }[]> {
    const channel = await this.operate();
    const bodies: string[] = [];
    const name = deadLetterQueue(teamOfTaskQueue(queue) ?? 'requests');
    for (let message = await channel.get(name); message !== false; message = await channel.get(name)) {
      bodies.push(message.content.toString());
    }
    channel.nackAll(true);
    return bodies.map((body, index) => ({ body, reason: this.reasons[index] ?? 'unknown' }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies].map(([bus, proxy]) => this.end(bus, proxy)));
    const channel = await this.operate();
    for (const queue of this.usedQueues()) await channel.purgeQueue(queue);
    await this.operator?.model.close();
    this.operator = undefined;
  }

  /** A connection without any proxy, as an operator has. */
  async operate(): Promise<Channel> {
    if (this.operator === undefined) {
      const model = await connect(this.url, { noDelay: true });
      model.on('error', () => undefined);
      const channel = await model.createChannel();
      channel.on('error', () => undefined);
      channel.on('close', () => (this.operator = undefined));
      this.operator = { model, channel };
    }
    return this.operator.channel;
  }

  proxyOf(bus: WorkBus): TcpProxy {
    const proxy = this.proxies.get(bus);
    if (proxy === undefined) throw new TypeError('This bus belongs to another harness.');
    return proxy;
  }

  async openProxy(): Promise<TcpProxy> {
    const { hostname: host, port } = new URL(this.url);
    return TcpProxy.start({ host, port: Number(port) });
  }

  private telemetry(): BusTelemetry {
    const log: BusTelemetry['log'] = (_level, message, { reason }) => {
      if (message === 'message is dead') this.reasons.push(String(reason));
    };
    return { ...SILENT, log };
  }

  private usedQueues(): readonly string[] {
    const teams = ['testing', 'marketing'];
    const requests = ['cadre.claims', 'cadre.heartbeats', 'cadre.reports', deadLetterQueue('requests')];
    return [...teams.flatMap((team) => [`cadre.tasks.${team}`, deadLetterQueue(team)]), ...requests];
  }

  private async end(bus: WorkBus, proxy: TcpProxy): Promise<void> {
    proxy.restore();
    await bus.stop();
    await proxy.close();
  }
}

/** The same broker, reached by another port. */
export function through(url: string, port: number): string {
  const detour = new URL(url);
  detour.hostname = '127.0.0.1';
  detour.port = String(port);
  return detour.href;
}
