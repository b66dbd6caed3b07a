import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../waiting/until';
import { freePort } from './free-port';
import { processesWith } from './process-table';
import { PROJECT_DIR } from './project-dir';
import { RunningProcess, type ProcessExit } from './running-process';

export interface StackOptions {
  /** As CADRE_WORKERS. Default: one for the platform team, which is enough for echo tasks. */
  readonly workers?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Continue in the data folder of an earlier stack. */
  readonly home?: string;
  readonly port?: number;
  readonly args?: readonly string[];
}

/** One process of a stack. */
export interface StackService {
  readonly name: string;
  readonly role: 'gateway' | 'orchestrator' | 'worker';
  readonly team: string | null;
  readonly pid: number | null;
}

export const ADMIN_EMAIL = 'admin@localhost';
export const ADMIN_PASSWORD = 'correct-horse-battery-9';

/** The whole product, started as a person starts it, in a data folder and on a port of its own. */
export class Stack {
  private constructor(
    readonly launcher: RunningProcess,
    readonly home: string,
    readonly port: number,
  ) {}

  /** Resolves when everything is ready. Remember `stop`. */
  static async start(options: StackOptions = {}): Promise<Stack> {
    const stack = await Stack.launch(options);
    try {
      await stack.launcher.waitForOutput(/Cadre is ready at/, 90_000);
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  /** Starts without waiting for readiness. */
  static async launch({
    workers = 'platform=1',
    env = {},
    home,
    port,
    args = ['--no-demo'],
  }: StackOptions): Promise<Stack> {
    const folder = home ?? mkdtempSync(join(tmpdir(), 'cadre-stack-'));
    const chosenPort = port ?? (await freePort());
    const launcher = RunningProcess.node({
      args: [join(PROJECT_DIR, 'scripts', 'start.mjs'), ...args],
      cwd: PROJECT_DIR,
      env: { ...environment(folder, chosenPort), CADRE_WORKERS: workers, ...env },
    });
    return new Stack(launcher, folder, chosenPort);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Who runs at this moment. */
  services(): readonly StackService[] {
    const file = join(this.home, 'processes.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { services: StackService[] }).services : [];
  }

  /** The process id of a service by its name, such as `worker-platform`; waits while it is being restarted. */
  async pidOf(name: string): Promise<number> {
    return until(() => this.services().find((service) => service.name === name)?.pid, { timeoutMs: 30_000 });
  }

  /** Sends a signal to one service. Returns the process id it had. */
  async signal(name: string, signal: NodeJS.Signals): Promise<number> {
    const pid = await this.pidOf(name);
    process.kill(pid, signal);
    return pid;
  }

  /** The process id of the embedded database. */
  databasePid(): number {
    return Number(readFileSync(join(this.home, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  /** Address of the embedded database as superuser. */
  databaseUrl(): string {
    const cluster = join(this.home, 'postgres', 'cluster');
    const password = readFileSync(join(cluster, 'cadre-password'), 'utf8').trim();
    const port = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[3];
    return `postgres://cadre:${password}@127.0.0.1:${port}/cadre`;
  }

  /** Text of a log file, such as `gateway`. */
  log(name: string): string {
    const file = join(this.home, 'logs', `${name}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** An access token of the first admin. */
  async adminToken(): Promise<string> {
    const response = await fetch(`${this.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: ADMIN_EMAIL, password: ADMIN_PASSWORD }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }

  /** Stops everything, waits until nothing is left, and removes the data folder unless it is to be used again. */
  async stop({ keepHome = false }: { keepHome?: boolean } = {}): Promise<ProcessExit> {
    const exit = await this.launcher.stop();
    await until(() => this.leftProcesses().length === 0, { timeoutMs: 15_000 });
    if (!keepHome) rmSync(this.home, { recursive: true, force: true });
    return exit;
  }

  /** Processes that belong to this stack. */
  leftProcesses(): number[] {
    return processesWith(this.home);
  }
}

/** Starts the whole product; see Stack.start. */
export function startStack(options: StackOptions = {}): Promise<Stack> {
  return Stack.start(options);
}

function environment(home: string, port: number): Record<string, string | undefined> {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    CADRE_HOME: home,
    PORT: String(port),
    CADRE_ADMIN_EMAIL: ADMIN_EMAIL,
    CADRE_ADMIN_PASSWORD: ADMIN_PASSWORD,
    API_RATE_LIMIT: 'off',
  };
}
