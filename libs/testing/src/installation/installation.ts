import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEAMS } from '@cadre/contracts';
import { loadOrCreateKeys, writeBusKeyFile, type KeyRing } from '@cadre/crypto';
import { Database, unnamedStatement } from '@cadre/persistence';
import type { VhostAccess } from '../broker/vhost-access';
import { freshDatabase, type FreshDatabase } from '../database/fresh-database';
import { ApiClient } from '../http/api-client';
import { PROJECT_DIR } from '../processes/project-dir';
import { processesWith } from '../processes/process-table';
import { LeakError } from '../waiting/leaks';
import { postgresBus, rabbitBus, type InstallationBus } from './installation-bus';
import { FIRST_ADMIN, prepareDatabase } from './prepare-database';
import { type LogEntry, Service, type Role } from './service';

type Env = Readonly<Record<string, string>>;

export interface InstallationOptions {
  /** Default: the product's agents. */
  readonly agentsDir?: string;
  /** Default: a fresh one on the server of this test run. */
  readonly database?: FreshDatabase;
  /** Where services find the database, when that is not where it is. */
  readonly through?: (url: string) => string;
  /** What carries the messages. Default: PostgreSQL. */
  readonly bus?: 'postgres' | 'rabbitmq';
  /** Default, with RabbitMQ as the bus: a fresh vhost on the broker of this test run. */
  readonly broker?: VhostAccess;
  /** Where services find the broker, when that is not where it is. */
  readonly throughBroker?: (url: string) => string;
}

/**
 * An installation taken apart: real services over a database of their own, each started, killed and started again by the
 * test. `close` ends them all and fails when one does not leave when asked, or leaves something behind.
 */
export class Installation {
  readonly home = mkdtempSync(join(tmpdir(), 'cadre-installation-'));
  readonly ring: KeyRing;
  /** Direct, past any proxy. */
  readonly db: Database;
  /** The first admin, at the gateway started last. */
  readonly client: ApiClient;
  private readonly services: Service[] = [];
  private readonly starting = new Set<Promise<Service>>();

  private constructor(
    readonly database: FreshDatabase,
    private readonly bus: InstallationBus,
    private readonly options: InstallationOptions,
  ) {
    this.ring = loadOrCreateKeys(this.keysFile, TEAMS);
    for (const team of TEAMS) writeBusKeyFile(this.busKeyFile(team), team, this.ring);
    this.db = new Database({ url: database.url, poolSize: 4, applicationName: 'test' });
    this.client = this.clientOf(FIRST_ADMIN);
  }

  /** Prepares everything that services need; none is started yet. */
  static async create(options: InstallationOptions = {}): Promise<Installation> {
    const database = options.database ?? (await freshDatabase());
    const { through = unchanged, throughBroker = unchanged } = options;
    const onRabbit = options.bus === 'rabbitmq';
    const bus = onRabbit ? await rabbitBus(options.broker, throughBroker) : postgresBus(database, through);
    const installation = new Installation(database, bus, options);
    await prepareDatabase(installation.db, installation.agentsDir);
    return installation;
  }

  /** With the usual three: one gateway, one orchestrator, one worker of team platform. */
  static async started(options: InstallationOptions = {}): Promise<Installation> {
    const installation = await Installation.create(options);
    await Promise.all([installation.gateway(), installation.orchestrator(), installation.worker()]);
    return installation;
  }

  /** The vhost that carries the messages; undefined on PostgreSQL. */
  get broker(): VhostAccess | undefined {
    return this.bus.broker;
  }

  gateway(env: Env = {}): Promise<Service> {
    return this.start('gateway', { ...this.trusted('gateway'), PORT: '0', API_RATE_LIMIT: 'off', ...env });
  }

  orchestrator(env: Env = {}): Promise<Service> {
    return this.start('orchestrator', { ...this.trusted('orchestrator'), ...env });
  }

  /** Of team platform unless TEAM says otherwise. */
  worker(env: Env = {}): Promise<Service> {
    const team = env['TEAM'] ?? 'platform';
    const bus = { ...this.bus.worker(team), BUS_KEY_FILE: this.busKeyFile(team) };
    return this.start('worker', { TEAM: team, ...bus, ...this.folders(), ...env });
  }

  /** Of all services, those that have ended too. */
  get mistakes(): readonly LogEntry[] {
    return this.services.flatMap((service) => service.mistakes);
  }

  /** Asks every running service of this role to leave. */
  async stop(role: Role): Promise<void> {
    await Promise.all(this.services.filter((each) => each.role === role && each.isRunning).map((each) => each.stop()));
  }

  /** Somebody else who uses the API. */
  clientOf(person: { readonly email: string; readonly password: string }): ApiClient {
    const gateway = () => this.services.filter(({ role, isRunning }) => role === 'gateway' && isRunning).at(-1);
    return new ApiClient(() => `http://127.0.0.1:${gateway()?.port ?? 0}`, person);
  }

  /** One statement, directly. */
  readonly sql = <Row = Record<string, unknown>>(text: string, ...params: unknown[]): Promise<Row[]> =>
    this.db.query(unnamedStatement<Row>(text), params);

  /** Ends every service and drops the database and the vhost. Throws LeakError. */
  async close(): Promise<void> {
    // A test that failed meanwhile: its own failure is what has to be seen, not what it left half started.
    await Promise.allSettled(this.starting);
    const leaving = this.services.filter(({ isRunning }) => isRunning);
    const exits = await Promise.all(leaving.map((service) => service.stop()));
    const forced = leaving.filter((_, index) => exits[index]?.signal === 'SIGKILL');
    const left = processesWith(this.home);
    await this.db.close();
    await this.database.drop();
    await this.bus.drop();
    rmSync(this.home, { recursive: true, force: true });
    const leaks = [...forced.map(({ role }) => `${role} would not stop`), ...left.map((pid) => `process ${pid}`)];
    if (leaks.length > 0) throw new LeakError(leaks);
  }

  private get agentsDir(): string {
    return this.options.agentsDir ?? join(PROJECT_DIR, 'configs', 'agents');
  }

  private get keysFile(): string {
    return join(this.home, 'keys.json');
  }

  private async start(role: Role, env: Env): Promise<Service> {
    const starting = Service.start(role, { LOG_LEVEL: 'info', ...env });
    this.starting.add(starting);
    try {
      const service = await starting;
      this.services.push(service);
      return service;
    } finally {
      this.starting.delete(starting);
    }
  }

  private trusted(role: 'gateway' | 'orchestrator'): Env {
    const url = (this.options.through ?? unchanged)(this.database.serviceUrl);
    return { DATABASE_URL: url, ...this.bus.trusted(role), CADRE_KEYS_FILE: this.keysFile, ...this.folders() };
  }

  private folders(): Env {
    return { AGENTS_DIR: this.agentsDir, ARTIFACTS_DIR: join(this.home, 'artifacts') };
  }

  private busKeyFile(team: string): string {
    return join(this.home, `bus-key-${team}.json`);
  }
}

function unchanged(url: string): string {
  return url;
}
