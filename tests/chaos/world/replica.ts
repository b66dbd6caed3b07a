import { isAlive, type ProcessExit, type Service, until } from '@cadre/testing';
import { afterMs } from '../../faults/harness/seeded';

export type Role = 'gateway' | 'orchestrator' | 'worker';

/** What an orchestrator of containers waits before it starts a dead one again. */
const RESTART_AFTER_MS = 300;
const UP_WITHIN_MS = 120_000;

/** One replica of a service and its supervisor: whenever its process ends, another one is started. */
export class Replica {
  /** Names of its processes, which are all different: a worker is known by it. */
  readonly names: string[] = [];
  /** Ends that nobody asked for. */
  readonly surprises: string[] = [];
  failedStarts = 0;
  private readonly lives: Service[] = [];
  private doomed = false;
  private closing = false;
  private supervision: Promise<void> = Promise.resolve();

  constructor(
    readonly role: Role,
    private readonly label: string,
    private readonly launch: (name: string) => Promise<Service>,
  ) {}

  async start(): Promise<void> {
    const name = `${this.label}-${this.names.length + 1}`;
    this.names.push(name);
    const service = await this.launch(name);
    this.lives.push(service);
    this.doomed = false;
    this.supervision = service.exited.then((exit) => this.ended(name, exit));
  }

  /** The name of the process that runs, or ran last. */
  get name(): string {
    return this.names.at(-1) ?? this.label;
  }

  get service(): Service | undefined {
    return this.lives.at(-1);
  }

  get isUp(): boolean {
    return this.service !== undefined && this.service.isRunning && isAlive(this.service.pid);
  }

  /** Lines that ask a person to act at once. */
  get fatalLines(): string[] {
    return this.lives.flatMap(({ log }) => log.filter(({ level }) => level === 'fatal').map(({ msg }) => msg));
  }

  /** Lines about what no fault explains. */
  get mistakes(): string[] {
    return this.lives.flatMap((service) => service.mistakes.map((line) => `${this.label}: ${JSON.stringify(line)}`));
  }

  get restarts(): number {
    return Math.max(0, this.lives.length - 1);
  }

  /** Resolves with how it ended. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<ProcessExit> {
    const { service } = this;
    if (service === undefined) return { code: null, signal: null };
    this.doomed = true;
    service.signal(signal);
    return service.exited;
  }

  untilUp(): Promise<boolean> {
    return until(() => this.isUp, { timeoutMs: UP_WITHIN_MS, intervalMs: 50 });
  }

  /** No more restarts. Resolves when none is under way. */
  async close(): Promise<void> {
    this.closing = true;
    this.service?.thaw();
    if (!this.isUp) await this.supervision;
  }

  private async ended(name: string, { code, signal }: ProcessExit): Promise<void> {
    if (this.closing) return;
    if (!this.doomed) this.surprises.push(`${name} ended with ${signal ?? `code ${code}`}: ${this.lastWords()}`);
    for (;;) {
      await afterMs(RESTART_AFTER_MS);
      if (this.closing) return;
      try {
        return await this.start();
      } catch {
        this.failedStarts += 1;
      }
    }
  }

  private lastWords(): string {
    const lines = this.service?.log.slice(-3) ?? [];
    return JSON.stringify(lines);
  }
}
