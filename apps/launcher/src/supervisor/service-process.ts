import { spawn, type ChildProcess } from 'node:child_process';
import { LineSplitter } from '../output/line-splitter';
import type { ServiceSpec } from '../services/service-spec.port';
import { dyingWithParent } from './dying-with-parent';
import { findLastWords } from './last-words';

export interface ProcessEvents {
  /** The service says that it is ready. */
  onReady(): void;
  /** One line of its output or of its complaints. */
  onLine(stream: 'out' | 'err', line: string): void;
  onExit(exit: ProcessExit): void;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said last on standard error about the reason. */
  readonly lastWords: string | undefined;
  readonly ranForMs: number;
}

const REMEMBERED_LINES = 50;

/** One run of a service. */
export class ServiceProcess {
  private readonly child: ChildProcess;
  private readonly startedAt = performance.now();
  private readonly complaints: string[] = [];
  private killTimer: NodeJS.Timeout | undefined;
  readonly exited: Promise<void>;

  constructor(
    private readonly spec: ServiceSpec,
    projectDir: string,
    events: ProcessEvents,
  ) {
    const { program, args } = dyingWithParent(process.execPath, [spec.entry]);
    // A group of its own: Ctrl-C in the terminal reaches us alone, and we stop the services in order.
    this.child = spawn(program, args, {
      cwd: projectDir,
      env: spec.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.child.on('message', (message) => {
      if (isReadyMessage(message)) events.onReady();
    });
    this.readLines('out', events);
    this.readLines('err', events);
    this.exited = new Promise((resolve) => {
      const settle = (code: number | null, signal: NodeJS.Signals | null) => {
        clearTimeout(this.killTimer);
        events.onExit({
          code,
          signal,
          lastWords: findLastWords(this.complaints),
          ranForMs: performance.now() - this.startedAt,
        });
        resolve();
      };
      this.child.once('close', settle);
      this.child.once('error', (error) => {
        this.complaints.push(error.message);
        if (this.child.pid === undefined) settle(null, null);
      });
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Asks it to stop, and kills it when it takes too long. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    this.killTimer ??= setTimeout(() => this.kill(), this.spec.stopWithinMs);
    await this.exited;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private remember(line: string): void {
    this.complaints.push(line);
    if (this.complaints.length > REMEMBERED_LINES) this.complaints.shift();
  }

  private readLines(stream: 'out' | 'err', events: ProcessEvents): void {
    const splitter = new LineSplitter();
    const source = stream === 'out' ? this.child.stdout : this.child.stderr;
    const take = (lines: readonly string[]) => {
      for (const line of lines) {
        if (stream === 'err') this.remember(line);
        events.onLine(stream, line);
      }
    };
    source?.setEncoding('utf8');
    source?.on('data', (piece: string) => take(splitter.push(piece)));
    source?.on('end', () => take(splitter.rest()));
  }
}

function isReadyMessage(message: unknown): boolean {
  return typeof message === 'object' && message !== null && (message as { ready?: unknown }).ready === true;
}
