import { Database, unnamedStatement } from '@cadre/persistence';
import { type ApiAnswer, FIRST_ADMIN, processesWith, until } from '@cadre/testing';
import { BenchClient } from '../client/bench-client';
import type { Load, LoadResult } from '../client/load';
import type { StreamsResult } from '../client/streams';
import { BenchError } from '../errors';
import type { Parts } from '../measure/cpu-clock';
import { processFacts } from '../measure/process-table';
import type { Bus, ProfileOptions } from '../options';
import { Profile } from './profile';
import { startServices, stopServices, type Services } from './services';
import { CLEAR, FIND_BACKEND, FIND_IN_FLIGHT, FIND_UNFINISHED, FIND_UNSETTLED } from './statements';

/** A million rows at once take their time. */
const STATEMENT_TIMEOUT_MS = 600_000;
const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 600_000;

type Body = Readonly<Record<string, unknown>>;

/** An installation under measurement, and the client that loads it. */
export class BenchStack {
  private readonly client = new BenchClient();
  private readonly tokens = new Map<string, string>();

  private constructor(
    readonly bus: Bus,
    readonly services: Services,
    readonly db: Database,
    /** Absent unless profiles are wanted. */
    readonly profile: Profile | undefined,
  ) {}

  static async start(bus: Bus, options?: ProfileOptions): Promise<BenchStack> {
    const profile = options && new Profile(options, bus);
    const services = await startServices(bus, profile);
    const { url } = services.server;
    const db = new Database({ url, applicationName: 'bench', statementTimeoutMs: STATEMENT_TIMEOUT_MS, poolSize: 4 });
    return new BenchStack(bus, services, db, profile);
  }

  get port(): number {
    return this.services.processes.gateway.port;
  }

  /** One statement, directly. */
  readonly sql = <Row = Record<string, unknown>>(text: string, ...params: unknown[]): Promise<Row[]> =>
    this.db.query(unnamedStatement<Row>(text), params);

  /** One request of the first admin. Throws BenchError when the API refuses. */
  async call(method: 'GET' | 'POST', path: string, body?: Body): Promise<Body> {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300) throw new BenchError(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body as Body;
  }

  /** One request of the first admin, whatever the answer. */
  ask(method: string, path: string, body?: Body): Promise<ApiAnswer> {
    return this.services.installation.client.call(method, path, { body });
  }

  /** Has the client's process send a load, as the first admin unless tokens are given. */
  async load(load: Omit<Load, 'port' | 'tokens'> & Partial<Pick<Load, 'port' | 'tokens'>>): Promise<LoadResult> {
    return this.client.run({ port: this.port, ...load, tokens: load.tokens ?? [await this.token()] });
  }

  /** Follows each of these tasks over a stream of its own; call the answer to wait for all ends. */
  async listen(taskIds: readonly string[]): Promise<() => Promise<StreamsResult>> {
    return this.client.listen({ port: this.port, token: await this.token(), taskIds });
  }

  /** An access token of this person; the first one is used again, an hour long. */
  async token(login: { readonly email: string; readonly password: string } = FIRST_ADMIN): Promise<string> {
    const known = this.tokens.get(login.email);
    if (known !== undefined) return known;
    const token = String((await this.call('POST', '/auth/login', login))['access_token']);
    this.tokens.set(login.email, token);
    return token;
  }

  /** The processes that work for a task, and the client's. */
  async parts(): Promise<Parts> {
    const { processes, broker } = this.services;
    const { gateway, orchestrator, worker } = processes;
    return {
      gateway: [gateway.pid],
      orchestrator: [orchestrator.pid],
      worker: [worker.pid],
      postgres: [await this.databasePid()],
      ...(broker && { rabbitmq: rootsOf(processesWith(`RABBITMQ_NODE_PORT=${broker.port}`)) }),
      client: [this.client.pid],
    };
  }

  /** Resolves when no task waits or runs. */
  async settled(): Promise<void> {
    await this.waitFor(async () => (await this.db.query(FIND_UNSETTLED, [])).length === 0);
  }

  /** Resolves when every one of these tasks has ended. */
  async finished(first: number, last: number): Promise<void> {
    await this.waitFor(async () => (await this.db.query(FIND_UNFINISHED, [first, last])).length === 0);
  }

  /** Lets work end, takes every task away, and has the server write down what it still holds in memory. */
  async clear(): Promise<void> {
    await this.settled();
    await this.discard();
  }

  /** As `clear`, with tasks that wait for a paused agent. */
  async discard(): Promise<void> {
    await this.waitFor(async () => (await this.db.query(FIND_IN_FLIGHT, [])).length === 0);
    await this.sql(CLEAR);
    await this.sql('CHECKPOINT');
  }

  async close(): Promise<void> {
    this.client.close();
    await this.db.close();
    await stopServices(this.services);
  }

  private async waitFor(condition: () => Promise<boolean>): Promise<void> {
    await until(condition, { timeoutMs: PATIENCE_MS, intervalMs: LOOK_EVERY_MS });
  }

  private async databasePid(): Promise<number> {
    const [row] = await this.db.query(FIND_BACKEND, []);
    return processFacts(row?.pid ?? -1)?.parent ?? -1;
  }
}

/** Those whose parent is not among them. */
function rootsOf(pids: readonly number[]): number[] {
  return pids.filter((pid) => !pids.includes(processFacts(pid)?.parent ?? -1));
}
