import { ServiceFailedError } from '../lifecycle/errors';
import type { ServiceSpec } from '../services/service-spec.port';
import { GOOD_RUN_MS, restartDelayMs } from './restart-delay';
import { ServiceProcess, type ProcessExit } from './service-process';

export interface SupervisionEvents {
  onLine(spec: ServiceSpec, stream: 'out' | 'err', line: string): void;
  onRestart(spec: ServiceSpec, exit: ProcessExit, delayMs: number): void;
  /** Ready again after a restart. */
  onRecovered(spec: ServiceSpec): void;
  /** A process came or went. */
  onChange(): void;
}

const EXIT_CONFIG = 78;
const BAD_RUNS_BEFORE_GIVING_UP = 4;

/** Keeps one service running: started again with growing delays, given up on only if it was never ready. */
export class SupervisedService {
  private process: ServiceProcess | undefined;
  private restartTimer: NodeJS.Timeout | undefined;
  private badRuns = 0;
  private everReady = false;
  private stopping = false;
  private settleReady: { resolve: () => void; reject: (error: ServiceFailedError) => void } | undefined;
  /** Resolves when it is ready for the first time; rejects with ServiceFailedError when it never will be. */
  readonly ready: Promise<void>;

  constructor(
    readonly spec: ServiceSpec,
    private readonly projectDir: string,
    private readonly events: SupervisionEvents,
  ) {
    this.ready = new Promise((resolve, reject) => {
      this.settleReady = { resolve, reject };
    });
    // Whoever does not wait for readiness must not die of it.
    this.ready.catch(() => {});
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  start(): void {
    if (this.stopping) return;
    this.process = new ServiceProcess(this.spec, this.projectDir, {
      onReady: () => this.handleReady(),
      onLine: (stream, line) => this.events.onLine(this.spec, stream, line),
      onExit: (exit) => this.handleExit(exit),
    });
    this.events.onChange();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restartTimer);
    await this.process?.stop();
  }

  /** No patience left. */
  kill(): void {
    this.stopping = true;
    clearTimeout(this.restartTimer);
    this.process?.kill();
  }

  private handleReady(): void {
    if (this.everReady) this.events.onRecovered(this.spec);
    this.everReady = true;
    this.settleReady?.resolve();
  }

  private handleExit(exit: ProcessExit): void {
    this.process = undefined;
    this.events.onChange();
    if (this.stopping) return;
    this.badRuns = exit.ranForMs >= GOOD_RUN_MS ? 1 : this.badRuns + 1;
    if (!this.everReady && (exit.code === EXIT_CONFIG || this.badRuns >= BAD_RUNS_BEFORE_GIVING_UP))
      return this.giveUp(exit);
    const delayMs = restartDelayMs(this.badRuns);
    this.events.onRestart(this.spec, exit, delayMs);
    this.restartTimer = setTimeout(() => this.start(), delayMs);
  }

  private giveUp(exit: ProcessExit): void {
    const reason = exit.lastWords?.replace(/^cadre-\w+: /, '') ?? `it ended with ${describeExit(exit)}`;
    this.settleReady?.reject(
      new ServiceFailedError(
        `${this.spec.name} does not start: ${reason}`,
        exit.code === EXIT_CONFIG ? EXIT_CONFIG : 1,
      ),
    );
  }
}

/** `code 1` or `SIGKILL`. */
export function describeExit({ code, signal }: ProcessExit): string {
  return signal ?? `code ${code}`;
}
