import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { gatewayConfig, type GatewayConfig } from '@cadre/config';
import { TEAMS } from '@cadre/contracts';
import { loadOrCreateKeys, PasswordHasher, uuidv7 } from '@cadre/crypto';
import { createLogger } from '@cadre/observability';
import { SYSTEM_ORIGIN, TenantStore, UserStore } from '@cadre/persistence';
import { freshDatabase } from '@cadre/testing';
import { Gateway } from '../../../apps/gateway/src/gateway';
import { openPlatform, type Platform } from '../../../apps/gateway/src/platform/open-platform';

/** The people of every fixture; `stranger` is a user of another tenant. */
export const PEOPLE = {
  admin: { email: 'admin@localhost', role: 'admin', tenant: 'default' },
  user: { email: 'user@example.org', role: 'user', tenant: 'default' },
  colleague: { email: 'colleague@example.org', role: 'user', tenant: 'default' },
  viewer: { email: 'viewer@example.org', role: 'viewer', tenant: 'default' },
  stranger: { email: 'stranger@elsewhere.org', role: 'user', tenant: 'elsewhere' },
} as const;
export type Person = keyof typeof PEOPLE;

export const PASSWORD = 'glacier-tulip-harbour';

export type Answer = Awaited<ReturnType<NestFastifyApplication['inject']>>;

export interface Call {
  readonly as?: Person;
  /** Instead of `as`. */
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly remoteAddress?: string;
}

/** A whole gateway over a database of its own, asked without a network. */
export interface GatewayFixture {
  readonly app: NestFastifyApplication;
  readonly gateway: Gateway;
  readonly platform: Platform;
  /** What was logged, line by line. */
  readonly log: readonly string[];
  call(method: string, url: string, call?: Call): Promise<Answer>;
  /** An access token of this person, from one login for the whole fixture. */
  token(person: Person): Promise<string>;
  userId(person: Person): string;
  close(): Promise<void>;
}

/** Starts a gateway; given another one, a further replica of it: the same database, keys and people. */
export async function startGateway(
  overrides: Partial<GatewayConfig> = {},
  beside?: GatewayFixture,
): Promise<GatewayFixture> {
  const ground = beside ? shared(beside) : await prepareGround();
  const log: string[] = [];
  const destination = { write: (line: string) => void log.push(line) };
  const logger = createLogger({ service: 'gateway', role: 'gateway', level: 'debug', destination });
  const platform = openPlatform({ ...ground.config, ...overrides }, logger);
  const gateway = await Gateway.create(platform);
  const ids = beside ? idsOf(beside) : await createPeople(platform);
  await gateway.http.getHttpAdapter().getInstance().ready();
  return new RunningFixture(gateway, platform, log, ids, async () => {
    await gateway.stop();
    await ground.remove();
  });
}

interface Ground {
  readonly config: GatewayConfig;
  remove(): Promise<void>;
}

async function prepareGround(): Promise<Ground> {
  const database = await freshDatabase();
  const home = await mkdtemp(join(tmpdir(), 'cadre-gateway-'));
  const keysFile = join(home, 'keys.json');
  loadOrCreateKeys(keysFile, TEAMS);
  const config = gatewayConfig({
    DATABASE_URL: database.url,
    BUS_DATABASE_URL: database.busUrl,
    CADRE_KEYS_FILE: keysFile,
    ARTIFACTS_DIR: join(home, 'artifacts'),
    PORT: '0',
  });
  const remove = async (): Promise<void> => {
    await database.drop();
    await rm(home, { recursive: true, force: true });
  };
  return { config, remove };
}

function shared({ platform }: GatewayFixture): Ground {
  return { config: platform.config, remove: async () => {} };
}

function idsOf(fixture: GatewayFixture): ReadonlyMap<Person, string> {
  return new Map((Object.keys(PEOPLE) as Person[]).map((person) => [person, fixture.userId(person)]));
}

async function createPeople(platform: Platform): Promise<ReadonlyMap<Person, string>> {
  const users = new UserStore(platform.database);
  await new TenantStore(platform.database).ensure('elsewhere', SYSTEM_ORIGIN);
  const passwordHash = await new PasswordHasher().hash(PASSWORD);
  const ids = new Map<Person, string>();
  for (const [name, person] of Object.entries(PEOPLE)) {
    const userId = uuidv7();
    await users.create({ userId, passwordHash, ...person });
    ids.set(name as Person, userId);
  }
  return ids;
}

class RunningFixture implements GatewayFixture {
  private readonly tokens = new Map<Person, Promise<string>>();

  constructor(
    readonly gateway: Gateway,
    readonly platform: Platform,
    readonly log: readonly string[],
    private readonly ids: ReadonlyMap<Person, string>,
    readonly close: () => Promise<void>,
  ) {}

  get app(): NestFastifyApplication {
    return this.gateway.http;
  }

  async call(
    method: string,
    url: string,
    { as, token, body, headers = {}, remoteAddress }: Call = {},
  ): Promise<Answer> {
    const bearer = token ?? (as && (await this.token(as)));
    return this.app.inject({
      method: method as 'GET',
      url,
      ...(remoteAddress !== undefined && { remoteAddress }),
      headers: {
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  token(person: Person): Promise<string> {
    const known = this.tokens.get(person);
    if (known) return known;
    const login = this.login(person);
    this.tokens.set(person, login);
    return login;
  }

  userId(person: Person): string {
    return this.ids.get(person) ?? '';
  }

  private async login(person: Person): Promise<string> {
    const { email } = PEOPLE[person];
    const answer = await this.call('POST', '/api/v1/auth/login', { body: { email, password: PASSWORD } });
    return String(answer.json().access_token);
  }
}
