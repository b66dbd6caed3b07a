import { writeFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { renderLogLine } from '../output/render-log-line';
import { RepeatFilter } from '../output/repeat-filter';
import { ServiceLog } from '../output/service-log';
import type { Terminal } from '../output/terminal';
import type { ServiceSpec } from '../services/service-spec.port';
import { describeExit, SupervisedService, type SupervisionEvents } from './supervised-service';
import type { ProcessExit } from './service-process';

export interface SupervisorOptions {
  readonly specs: readonly ServiceSpec[];
  readonly projectDir: string;
  readonly logsDir: string;
  /** Kept up to date with who runs under which process id. */
  readonly processesFile: string;
  readonly terminal: Terminal;
}

/** Those who hand work in are stopped after those who work, so that everybody can still say what became of it. */
const STOP_ORDER = ['worker', 'orchestrator', 'gateway'] as const;

/** Runs all services of an installation. */
export class Supervisor implements SupervisionEvents {
  private readonly services: readonly SupervisedService[];
  private readonly logs = new Map<string, ServiceLog>();
  private readonly repeats = new RepeatFilter();
  private stopping = false;

  constructor(private readonly options: SupervisorOptions) {
    this.services = options.specs.map((spec) => new SupervisedService(spec, options.projectDir, this));
  }

  start(): void {
    for (const service of this.services) service.start();
  }

  /** Resolves when every service was ready once. Rejects with ServiceFailedError. */
  async ready(): Promise<void> {
    await Promise.all(this.services.map((service) => service.ready));
  }

  /** Workers first, gateway last; resolves when no process is left. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const role of STOP_ORDER) {
      await Promise.all(this.services.filter(({ spec }) => spec.role === role).map((service) => service.stop()));
    }
    for (const log of this.logs.values()) log.close();
  }

  kill(): void {
    for (const service of this.services) service.kill();
  }

  onLine({ name }: ServiceSpec, stream: 'out' | 'err', line: string): void {
    this.logOf(name).append(`${line}\n`);
    // What comes on standard error is the end of a process; its last words are shown with the end.
    const shown = stream === 'out' ? renderLogLine(name, line) : null;
    if (shown !== null && !this.stopping && this.repeats.admits(shown)) this.options.terminal.warn(shown);
  }

  onRestart({ name }: ServiceSpec, exit: ProcessExit, delayMs: number): void {
    const words = exit.lastWords === undefined ? '' : `: ${exit.lastWords}`;
    this.options.terminal.warn(
      `${name} ended unexpectedly (${describeExit(exit)})${words}; starting it again in ${delayMs / 1_000} s`,
    );
  }

  onRecovered({ name }: ServiceSpec): void {
    this.options.terminal.say(`${name} is back`);
  }

  onChange(): void {
    const running = this.services.map(({ spec, pid }) => ({
      name: spec.name,
      role: spec.role,
      team: spec.team,
      pid: pid ?? null,
    }));
    const temporary = `${this.options.processesFile}.tmp`;
    try {
      writeFileSync(temporary, JSON.stringify({ launcher: process.pid, services: running }, null, 2));
      renameSync(temporary, this.options.processesFile);
    } catch {
      // For information only: a full disk is reported by those who need it.
    }
  }

  private logOf(name: string): ServiceLog {
    const log = this.logs.get(name) ?? new ServiceLog(join(this.options.logsDir, `${name}.log`));
    this.logs.set(name, log);
    return log;
  }
}
