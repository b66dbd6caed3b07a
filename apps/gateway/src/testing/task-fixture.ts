import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { InjectOptions } from 'fastify';
import { loadAgentDefinitions } from '@cadre/agents';
import { type Broadcast, createMemoryBus, MemoryBroker } from '@cadre/bus';
import { gatewayConfig } from '@cadre/config';
import { createEnvelope, MessageType, type TaskProgressV1, Topic } from '@cadre/contracts';
import { loadOrCreateKeys, PasswordHasher, uuidv7 } from '@cadre/crypto';
import { createLogger } from '@cadre/observability';
import { AgentStore, TenantStore, UserStore } from '@cadre/persistence';
import { freshDatabase, type FreshDatabase } from '@cadre/testing';
import { Gateway } from '../gateway';
import { openPlatform, type Platform } from '../platform/open-platform';
import { BroadcastAnnouncer } from '../stream/broadcast-announcer';
import { HandWorker } from './hand-worker';

const PASSWORD = 'a long enough password';
const ORIGIN = { userId: null, tenant: null, email: null, ipAddress: null, userAgent: null, correlationId: null };

export const AGENT_DIR = resolve(__dirname, 'agents');

export type Person = 'admin' | 'ann' | 'bob' | 'viewer' | 'stranger';

const PEOPLE: Record<Person, { role: 'admin' | 'user' | 'viewer'; tenant: string }> = {
  admin: { role: 'admin', tenant: 'default' },
  ann: { role: 'user', tenant: 'default' },
  bob: { role: 'user', tenant: 'default' },
  viewer: { role: 'viewer', tenant: 'default' },
  stranger: { role: 'viewer', tenant: 'elsewhere' },
};

/** A whole gateway over a database of its own, with people to ask it and a worker moved by hand. */
export class TaskFixture {
  private constructor(
    readonly gateway: Gateway,
    readonly platform: Platform,
    readonly broker: MemoryBroker,
    readonly people: Readonly<Record<Person, { userId: string; token: string }>>,
    readonly worker: HandWorker,
    private readonly orchestrator: Broadcast,
    private readonly database: FreshDatabase,
    private readonly folder: string,
  ) {}

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<TaskFixture> {
    const folder = mkdtempSync(join(tmpdir(), 'cadre-gateway-'));
    const database = await freshDatabase();
    const keysFile = join(folder, 'keys.json');
    loadOrCreateKeys(keysFile, ['platform']);
    const config = gatewayConfig({
      DATABASE_URL: database.url,
      CADRE_KEYS_FILE: keysFile,
      ARTIFACTS_DIR: join(folder, 'artifacts'),
      PORT: '0',
      ...settings,
    });
    const broker = new MemoryBroker();
    const silent = createLogger({ service: 'test', role: 'gateway', level: 'fatal', shard: '0' });
    const platform: Platform = { ...openPlatform(config, silent), bus: createMemoryBus(broker) };
    await new AgentStore(platform.database).sync(loadAgentDefinitions(AGENT_DIR).definitions);
    const userIds = await createPeople(platform);
    const gateway = await Gateway.create(platform);
    const people = await logIn(gateway, userIds);
    const orchestrator = createMemoryBus(broker).broadcast;
    await orchestrator.start();
    const announcer = new BroadcastAnnouncer(orchestrator);
    const worker = new HandWorker(platform.database, platform.keys, (events) => announcer.announce(events));
    return new TaskFixture(gateway, platform, broker, people, worker, orchestrator, database, folder);
  }

  async close(): Promise<void> {
    await this.gateway.stop();
    this.broker.close();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Listens on a port of its own, for what `inject` cannot do. */
  async listen(): Promise<string> {
    const started = await this.gateway.start();
    if (!started) throw new UnexpectedAnswerError(0, 'stopped while it started');
    return `http://127.0.0.1:${started.port}`;
  }

  async ask(person: Person | null, method: string, path: string, payload?: unknown, headers: object = {}) {
    const options = {
      method,
      url: path.startsWith('/api/') ? path : `/api/v1${path}`,
      headers: { ...(person && { authorization: `Bearer ${this.people[person].token}` }), ...headers },
      ...(payload !== undefined && { payload }),
    } as InjectOptions;
    const { statusCode: status, headers: given, body, rawPayload } = await this.gateway.http.inject(options);
    return { status, headers: given, text: body, raw: rawPayload, json: parse(body) };
  }

  /** Broadcasts progress, as an orchestrator does. */
  tellProgress(progress: TaskProgressV1): void {
    const meta = { id: uuidv7(), time: new Date() };
    const data = { events: [], progress: [progress] };
    this.orchestrator.publish(Topic.TaskEvents, createEnvelope(MessageType.TaskEvents, 1, data, meta));
  }

  /** Submits an echo task; answers its id. */
  async submit(person: Person = 'ann', more: object = {}): Promise<string> {
    const body = { agent_id: 'echo', parameters: { message: 'hello' }, ...more };
    const { status, json } = await this.ask(person, 'POST', '/tasks', body);
    if (status !== 201) throw new UnexpectedAnswerError(status, json);
    return String(json.task_id);
  }
}

async function createPeople({ database }: Platform): Promise<Record<Person, string>> {
  await new TenantStore(database).ensure('elsewhere', ORIGIN);
  const users = new UserStore(database);
  const passwordHash = await new PasswordHasher().hash(PASSWORD);
  const entries = Object.entries(PEOPLE).map(async ([name, person]) => {
    const userId = uuidv7();
    await users.create({ userId, email: `${name}@example.com`, passwordHash, ...person }, ORIGIN);
    return [name, userId] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<Person, string>;
}

async function logIn(gateway: Gateway, userIds: Record<Person, string>) {
  const entries = Object.entries(userIds).map(async ([name, userId]) => {
    const payload = { email: `${name}@example.com`, password: PASSWORD };
    const answer = await gateway.http.inject({ method: 'POST', url: '/api/v1/auth/login', payload });
    return [name, { userId, token: String(answer.json().access_token) }] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<Person, { userId: string; token: string }>;
}

function parse(body: string) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

class UnexpectedAnswerError extends Error {
  constructor(status: number, body: unknown) {
    super(`${status} ${JSON.stringify(body)}`);
  }
}
