import { Installation, type Service, TcpProxy } from '@cadre/testing';
import type { BusKind } from '../../harness/both-buses';

/** Who speaks to whom: the two ends of a network that can break. */
export const PAIRS = [
  'gateway-database',
  'orchestrator-database',
  'gateway-bus',
  'orchestrator-bus',
  'worker-bus',
] as const;
export type Pair = (typeof PAIRS)[number];

type Env = Readonly<Record<string, string>>;

/** An installation with a breakable network between any two of its parts. */
export class BreakableInstallation {
  readonly services: Service[] = [];

  private constructor(
    readonly installation: Installation,
    private readonly bus: BusKind,
    private readonly proxies: ReadonlyMap<Pair, TcpProxy>,
  ) {}

  /** A gateway, an orchestrator and a worker of so many slots, all running. */
  static async start(bus: BusKind, slots = 20): Promise<BreakableInstallation> {
    const installation = await Installation.create({ bus });
    const portOf = (url: string) => Number(new URL(url).port);
    const database = portOf(installation.database.url);
    const carrier = installation.broker === undefined ? database : portOf(installation.broker.url);
    const proxies = PAIRS.map(
      async (pair) => [pair, await TcpProxy.start(pair.endsWith('bus') ? carrier : database)] as const,
    );
    const breakable = new BreakableInstallation(installation, bus, new Map(await Promise.all(proxies)));
    await breakable.startServices(slots);
    return breakable;
  }

  between(pair: Pair): TcpProxy {
    const proxy = this.proxies.get(pair);
    if (proxy === undefined) throw new TypeError(`there is no ${pair}`);
    return proxy;
  }

  async close(): Promise<void> {
    await this.installation.close();
    await Promise.all([...this.proxies.values()].map((proxy) => proxy.close()));
  }

  private async startServices(slots: number): Promise<void> {
    const { installation } = this;
    const started = [
      installation.gateway({ ...this.databaseOf('gateway'), ...this.busOf('gateway') }),
      installation.orchestrator({ ...this.databaseOf('orchestrator'), ...this.busOf('orchestrator') }),
      installation.worker({ ...this.busOf('worker'), WORKER_SLOTS: String(slots) }),
    ];
    this.services.push(...(await Promise.all(started)));
  }

  private databaseOf(role: 'gateway' | 'orchestrator'): Env {
    return { DATABASE_URL: this.between(`${role}-database`).through(this.installation.database.serviceUrl) };
  }

  private busOf(role: 'gateway' | 'orchestrator' | 'worker'): Env {
    const { broker, database } = this.installation;
    const proxy = this.between(`${role}-bus`);
    const user = role === 'worker' ? 'cadre-worker-platform' : `cadre-${role}`;
    if (this.bus === 'rabbitmq') return { AMQP_URL: proxy.through(broker?.urlOf(user) ?? '') };
    return { BUS_DATABASE_URL: proxy.through(role === 'worker' ? database.busUrl : database.serviceUrl) };
  }
}
