import type { ProcessExit, RunningProcess } from '../processes/running-process';
import { startService } from '../processes/start-service';

export type Role = 'gateway' | 'orchestrator' | 'worker';

/** One line of a service's log. */
export interface LogEntry {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

const frozen = new Set<Service>();

/** A service notices when the test's process is gone, and ends; a frozen one cannot. */
process.once('exit', () => {
  for (const service of frozen) service.signal('SIGKILL');
});

/** One service of an installation as a real process, which a test may kill, freeze and drain. */
export class Service {
  private constructor(
    readonly role: Role,
    private readonly process: RunningProcess,
    /** Of the API, or of probes and metrics. */
    readonly port: number,
  ) {}

  /** Resolves when it takes work. */
  static async start(role: Role, env: Readonly<Record<string, string>>): Promise<Service> {
    const running = await startService(role, env);
    const { port } = await running.waitForReady();
    return new Service(role, running, Number(port));
  }

  get pid(): number {
    return this.process.pid;
  }

  get isRunning(): boolean {
    return this.process.isRunning;
  }

  get exited(): Promise<ProcessExit> {
    return this.process.exited;
  }

  /** What it logged so far. */
  get log(): readonly LogEntry[] {
    const lines = this.process.output.split('\n').slice(0, -1);
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogEntry);
  }

  /** What it says of mistakes of its own: nothing that was done to it explains them. */
  get mistakes(): readonly LogEntry[] {
    return this.log.filter(
      ({ level, msg }) =>
        (level === 'error' && /^part of the \w+ failed$/.test(msg)) || /^a run \w+ be folded/.test(msg),
    );
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  /** SIGKILL: it gets no chance to say anything. */
  kill(): Promise<ProcessExit> {
    this.signal('SIGKILL');
    return this.exited;
  }

  /** It stands still; its connections stay open. */
  freeze(): void {
    frozen.add(this);
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
    frozen.delete(this);
  }

  /** Asks it to leave and waits for it. */
  stop(): Promise<ProcessExit> {
    this.thaw();
    return this.process.stop();
  }

  /** The page for Prometheus of an orchestrator or a worker. */
  async metrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
  }
}
