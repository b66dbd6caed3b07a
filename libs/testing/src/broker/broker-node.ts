import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { processesWith } from '../processes/process-table';
import { RunningProcess } from '../processes/running-process';
import { until } from '../waiting/until';
import type { BrokerAccount } from './broker-account';
import type { BrokerFolder } from './broker-folder';
import type { BrokerPorts } from './broker-ports';
import { RabbitMqMissingError, rabbitmqScripts } from './find-rabbitmq';

/** The broker ended instead of starting; the message holds what it said. Another attempt on other ports may help. */
export class BrokerStartError extends Error {
  readonly code = 'BROKER_START';

  constructor(output: string) {
    super(`RabbitMQ did not start. Its output:\n${output}`);
    this.name = new.target.name;
  }
}

const START_MS = 180_000;
const STOP_MS = 60_000;

/** The two processes of a broker: the server, and the register of names it needs, which outlives its restarts. */
export class BrokerNode {
  private readonly scripts: string;
  private readonly env: Readonly<Record<string, string>>;
  private readonly register: RunningProcess;
  private server: RunningProcess | undefined;

  constructor(
    private readonly folder: BrokerFolder,
    private readonly account: BrokerAccount,
    private readonly ports: BrokerPorts,
  ) {
    const scripts = rabbitmqScripts();
    if (scripts === undefined) throw new RabbitMqMissingError();
    this.scripts = scripts;
    this.env = folder.environment(ports);
    // In the foreground and as our child: the one the server would start by itself stays behind for ever.
    this.register = this.spawn(['epmd', '-port', String(ports.epmd), '-address', '127.0.0.1']);
  }

  get isRunning(): boolean {
    return this.server?.isRunning ?? false;
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    await until(async () => (await accepts(this.ports.epmd)) || !this.register.isRunning, { timeoutMs: START_MS });
    const server = this.spawn([join(this.scripts, 'rabbitmq-server')]);
    this.server = server;
    await until(async () => !server.isRunning || (await this.accepts()), { timeoutMs: START_MS, intervalMs: 50 });
    if (!server.isRunning) throw new BrokerStartError(server.output);
  }

  /** SIGTERM: it closes its connections and writes down what it has. */
  async stop(): Promise<void> {
    await this.server?.stop(STOP_MS);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.server?.exited;
  }

  signal(name: NodeJS.Signals): void {
    this.server?.kill(name);
  }

  /** Runs `rabbitmqctl`; answers what it printed. Rejects when it fails. */
  async control(args: readonly string[]): Promise<string> {
    const [program = '', ...rest] = [...this.account.prefix, join(this.scripts, 'rabbitmqctl'), ...args];
    const { stdout } = await promisify(execFile)(program, rest, { env: this.env, cwd: '/', timeout: STOP_MS });
    return stdout;
  }

  /** Ends both, at once, and waits for the little programs that the server had started, too. */
  async end(): Promise<void> {
    await this.kill();
    await this.register.stop();
    if (existsSync('/proc')) await until(() => processesWith(this.folder.path).length === 0, { timeoutMs: STOP_MS });
  }

  private spawn(command: readonly string[]): RunningProcess {
    const [program = '', ...args] = [...this.account.prefix, ...command];
    return RunningProcess.program(program, { args, env: this.env, cwd: '/' });
  }

  private async accepts(): Promise<boolean> {
    return (await accepts(this.ports.management)) && (await accepts(this.ports.amqp));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
