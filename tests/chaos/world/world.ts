import { Installation, PrivateBroker, PrivateServer } from '@cadre/testing';
import type { ChaosOptions } from '../options';
import { Network } from './network';
import { Replica, type Role } from './replica';
import { WorldClock } from './world-clock';

const REPLICAS: readonly (readonly [Role, number])[] = [
  ['gateway', 1],
  ['orchestrator', 2],
  ['worker', 2],
];
/** Short enough that a worker which is asked to leave hands long tasks back. */
const GRACE_SECONDS = '3';
/** So many that tasks wait because something is broken, and not for a slot. */
const WORKER_SLOTS = '50';

/** An installation of its own, with everything that can be broken about it. */
export class World {
  readonly replicas: readonly Replica[];

  private constructor(
    readonly bus: ChaosOptions['bus'],
    readonly server: PrivateServer,
    /** Absent on PostgreSQL. */
    readonly broker: PrivateBroker | undefined,
    readonly network: Network,
    readonly installation: Installation,
    readonly clock: WorldClock,
  ) {
    this.replicas = REPLICAS.flatMap(([role, count]) =>
      Array.from({ length: count }, (_, index) => this.replica(role, `${role}-${index + 1}`)),
    );
  }

  static async start(bus: ChaosOptions['bus']): Promise<World> {
    const [server, broker] = await Promise.all([
      PrivateServer.start(),
      bus === 'rabbitmq' ? PrivateBroker.start() : undefined,
    ]);
    const network = await Network.start({ database: server.port, bus: broker?.port ?? server.port });
    const installation = await Installation.create({ database: server, bus, ...(broker && { broker }) });
    const clock = await WorldClock.install(installation);
    const world = new World(bus, server, broker, network, installation, clock);
    try {
      await Promise.all(world.replicas.map((replica) => replica.start()));
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  of(role: Role): Replica[] {
    return this.replicas.filter((replica) => replica.role === role);
  }

  /** Of the workers that run now. */
  get workerNames(): string[] {
    return this.of('worker').map(({ name }) => name);
  }

  /** Ends and removes everything. Throws LeakError. */
  async close(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.close()));
    try {
      await this.installation.close();
    } finally {
      await this.network.close();
      await this.broker?.close();
    }
  }

  private replica(role: Role, label: string): Replica {
    const start = {
      gateway: () => this.installation.gateway(this.trusted('gateway')),
      orchestrator: (name: string) =>
        this.installation.orchestrator({ ...this.trusted('orchestrator'), ORCHESTRATOR_ID: name }),
      worker: (name: string) =>
        this.installation.worker({ ...this.restricted(), WORKER_ID: name, GRACE_SECONDS, WORKER_SLOTS }),
    };
    return new Replica(role, label, start[role]);
  }

  private trusted(role: 'gateway' | 'orchestrator'): Record<string, string> {
    const { server, broker, network } = this;
    const bus = network.between(`${role}-bus`);
    return {
      DATABASE_URL: network.between(`${role}-database`).through(server.serviceUrl),
      ...(broker === undefined
        ? { BUS_DATABASE_URL: bus.through(server.serviceUrl) }
        : { AMQP_URL: bus.through(broker.urlOf(`cadre-${role}`)) }),
    };
  }

  private restricted(): Record<string, string> {
    const bus = this.network.between('worker-bus');
    return this.broker === undefined
      ? { BUS_DATABASE_URL: bus.through(this.server.busUrl) }
      : { AMQP_URL: bus.through(this.broker.urlOf('cadre-worker-platform')) };
  }
}
