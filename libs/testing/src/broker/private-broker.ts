import { randomBytes } from 'node:crypto';
import { until } from '../waiting/until';
import { BrokerAccount } from './broker-account';
import type { BrokerCertificates } from './broker-certificates';
import { BrokerFolder } from './broker-folder';
import { BrokerNode, BrokerStartError } from './broker-node';
import { brokerPorts, type BrokerPorts } from './broker-ports';
import { ALL, userDefinition, together, type Definitions, type Permissions } from './definitions';
import { ManagementClient } from './management-client';
import { amqpUrl, userIn, type VhostAccess } from './vhost-access';

export interface PrivateBrokerOptions {
  /** How long a consumer may keep a message before the broker closes its channel; it looks once a minute. */
  readonly consumerTimeoutMs?: number;
  /** Loaded at every boot. */
  readonly definitions?: Definitions;
  /** Further lines of rabbitmq.conf. */
  readonly config?: readonly string[];
  /** With them it also listens where `tlsUrl` says. */
  readonly certificates?: BrokerCertificates;
  /** Default: `/`. */
  readonly vhost?: string;
}

/** Who may do everything. */
const ADMIN = 'admin';

/** What the broker has when nobody says otherwise. */
const USUAL_WATERMARK = '0.4';

/**
 * A RabbitMQ of one test, which may be stopped, killed, frozen, wiped and started again on the same ports. It has its own
 * account, folder, cookie, ports and register of names: the machine's broker is not touched.
 */
export class PrivateBroker implements VhostAccess {
  readonly vhost: string;
  readonly password = randomBytes(16).toString('hex');
  readonly management: ManagementClient;
  private readonly folder: BrokerFolder;
  private readonly node: BrokerNode;
  private definitions: Definitions;

  private constructor(
    private readonly ports: BrokerPorts,
    { vhost = '/', definitions = {}, consumerTimeoutMs, config = [], certificates }: PrivateBrokerOptions,
  ) {
    this.vhost = vhost;
    this.management = new ManagementClient(ports.management, { user: ADMIN, password: this.password });
    const account = BrokerAccount.current();
    this.folder = new BrokerFolder(account);
    const timeout = consumerTimeoutMs === undefined ? [] : [`consumer_timeout = ${consumerTimeoutMs}`];
    const tls = certificates === undefined ? [] : this.folder.certify(ports, certificates);
    this.folder.configure(ports, [...timeout, ...tls, ...config]);
    this.definitions = together(ownDefinitions(this.password, vhost), definitions);
    this.folder.define(this.definitions);
    this.node = new BrokerNode(this.folder, account, ports);
  }

  /** Resolves when it takes connections, after some six seconds. Throws RabbitMqMissingError, BrokerStartError. */
  static async start(options: PrivateBrokerOptions = {}): Promise<PrivateBroker> {
    try {
      return await PrivateBroker.launch(options);
    } catch (error) {
      if (!(error instanceof BrokerStartError)) throw error;
      // Between finding a free port and using it, another one may have taken it.
      return PrivateBroker.launch(options);
    }
  }

  private static async launch(options: PrivateBrokerOptions): Promise<PrivateBroker> {
    const broker = new PrivateBroker(await brokerPorts(), options);
    try {
      await broker.startAgain();
      return broker;
    } catch (error) {
      await broker.close();
      throw error;
    }
  }

  get port(): number {
    return this.ports.amqp;
  }

  get managementPort(): number {
    return this.ports.management;
  }

  get url(): string {
    return this.urlOf(ADMIN);
  }

  /** Of the administrator, over TLS. */
  get tlsUrl(): string {
    return this.url.replace('amqp:', 'amqps:').replace(`:${this.port}/`, `:${this.ports.tls}/`);
  }

  urlOf(user: string): string {
    return this.urlFor(user, this.password);
  }

  urlFor(user: string, password: string, vhost = this.vhost): string {
    return amqpUrl({ port: this.port, user, password, vhost });
  }

  async addUser(name: string, permissions?: Permissions): Promise<string> {
    await this.define(userIn(this, name, permissions));
    return this.urlOf(name);
  }

  /** Adds definitions to the running broker, which keeps them over a `wipe`. */
  async define(more: Definitions): Promise<void> {
    this.definitions = together(this.definitions, more);
    this.folder.define(this.definitions);
    await this.management.post('/definitions', more);
  }

  /** An orderly end; it closes its connections. */
  stop(): Promise<void> {
    return this.node.stop();
  }

  /** SIGKILL to the server. */
  kill(): Promise<void> {
    return this.node.kill();
  }

  /** It stands still; its connections stay open. */
  freeze(): void {
    this.node.signal('SIGSTOP');
  }

  thaw(): void {
    this.node.signal('SIGCONT');
  }

  /** After `stop` or `kill`: on the same ports, with what it remembers. */
  startAgain(): Promise<void> {
    return this.node.start();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.startAgain();
  }

  /** Kills it if it runs, takes its memory away and starts it: users and vhosts are there, queues and messages are not. */
  async wipe(): Promise<void> {
    if (this.node.isRunning) await this.kill();
    this.folder.wipe();
    await this.startAgain();
  }

  /** What the tool printed; takes a second or two. */
  rabbitmqctl(...args: string[]): Promise<string> {
    return this.node.control(args);
  }

  /** With the alarm on, the broker takes no messages from publishers. Resolves when it is so. */
  async setMemoryAlarm(on: boolean): Promise<void> {
    await this.rabbitmqctl('set_vm_memory_high_watermark', ...(on ? ['absolute', '1'] : [USUAL_WATERMARK]));
    await until(async () => (await this.memoryAlarm()) === on, { timeoutMs: 60_000, intervalMs: 100 });
  }

  /** Leaves no process and no file. */
  async close(): Promise<void> {
    await this.node.end();
    this.folder.remove();
  }

  private async memoryAlarm(): Promise<boolean | undefined> {
    const [node] = await this.management.get<{ mem_alarm: boolean }[]>('/nodes');
    return node?.mem_alarm;
  }
}

function ownDefinitions(password: string, vhost: string): Definitions {
  return {
    users: [userDefinition(ADMIN, password, ['administrator'])],
    vhosts: [{ name: vhost }],
    permissions: [{ user: ADMIN, vhost, ...ALL }],
  };
}
