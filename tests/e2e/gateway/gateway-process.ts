import { mkdtempSync, rmSync } from 'node:fs';
import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEAMS } from '@cadre/contracts';
import { loadOrCreateKeys, PasswordHasher, uuidv7 } from '@cadre/crypto';
import { AgentStore, Database, UserStore } from '@cadre/persistence';
import { freshDatabase, PROJECT_DIR, RunningProcess, type FreshDatabase } from '@cadre/testing';
import { anAgent } from './agents-of-tests';
import { PASSWORD, PEOPLE } from './gateway-fixture';

/** What built gateways stand on: a database with one user and one agent, keys, a folder. */
export class GatewayGround {
  private constructor(
    readonly database: FreshDatabase,
    readonly env: Readonly<Record<string, string>>,
    private readonly home: string,
  ) {}

  static async prepare(): Promise<GatewayGround> {
    const database = await freshDatabase();
    const home = mkdtempSync(join(tmpdir(), 'cadre-gateway-'));
    const keysFile = join(home, 'keys.json');
    loadOrCreateKeys(keysFile, TEAMS);
    const db = new Database({ url: database.url });
    const passwordHash = await new PasswordHasher().hash(PASSWORD);
    await new UserStore(db).create({ userId: uuidv7(), passwordHash, ...PEOPLE.user });
    await new AgentStore(db).sync([anAgent({ agent_id: 'tester' })]);
    await db.close();
    const env = {
      DATABASE_URL: database.url,
      BUS_DATABASE_URL: database.busUrl,
      CADRE_KEYS_FILE: keysFile,
      ARTIFACTS_DIR: join(home, 'artifacts'),
      PORT: '0',
    };
    return new GatewayGround(database, env, home);
  }

  start(settings: Readonly<Record<string, string>> = {}): RunningProcess {
    return RunningProcess.node({
      args: [join(PROJECT_DIR, 'dist/apps/gateway/src/main.js')],
      cwd: PROJECT_DIR,
      env: { PATH: process.env['PATH'], ...this.env, ...settings },
    });
  }

  async startReady(
    settings: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly gateway: RunningProcess; readonly port: number }> {
    const gateway = this.start(settings);
    const { port } = await gateway.waitForReady();
    return { gateway, port: Number(port) };
  }

  async remove(): Promise<void> {
    await this.database.drop();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** The lines a gateway has logged. */
export function linesOf(gateway: RunningProcess): { level: string; msg: string }[] {
  return gateway.output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

export interface HttpCall {
  readonly port: number;
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: object;
  readonly agent?: Agent;
  readonly accept?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks a gateway; resolves with the beginning of its answer. */
export function open({ port, method = 'GET', path, token, body, agent, accept }: HttpCall): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(accept !== undefined && { accept }),
    };
    request({ host: '127.0.0.1', port, method, path, headers, ...(agent && { agent }) }, resolve)
      .on('error', reject)
      .end(body && JSON.stringify(body));
  });
}

/** Asks a gateway; resolves with the whole answer. */
export async function call(details: HttpCall): Promise<HttpAnswer> {
  const answer = await open(details);
  let body = '';
  for await (const chunk of answer) body += String(chunk);
  return { status: answer.statusCode ?? 0, headers: answer.headers, body };
}

export function login(port: number): Promise<HttpAnswer> {
  return call({
    port,
    method: 'POST',
    path: '/api/v1/auth/login',
    body: { email: PEOPLE.user.email, password: PASSWORD },
  });
}
