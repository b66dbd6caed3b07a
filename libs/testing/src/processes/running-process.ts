import { spawn, type ChildProcess } from 'node:child_process';
import { until } from '../waiting/until';

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SpawnOptions {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** A real process under test: its output, its messages, its end. */
export class RunningProcess {
  private readonly child: ChildProcess;
  private text = '';
  readonly messages: unknown[] = [];
  readonly exited: Promise<ProcessExit>;

  private constructor(program: string, { args, env, cwd, uid, gid }: SpawnOptions) {
    this.child = spawn(program, args, {
      cwd,
      env: clean(env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      ...(uid !== undefined && { uid }),
      ...(gid !== undefined && { gid }),
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (piece: string) => (this.text += piece));
    }
    this.child.on('message', (message) => this.messages.push(message));
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve({ code, signal }));
      this.child.once('error', (error) => (this.text += error.message));
    });
  }

  /** A program of Node. */
  static node(options: SpawnOptions): RunningProcess {
    return new RunningProcess(process.execPath, options);
  }

  static program(program: string, options: SpawnOptions): RunningProcess {
    return new RunningProcess(program, options);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Everything it wrote so far, to both streams. */
  get output(): string {
    return this.text;
  }

  /** Waits for a text in its output; fails at once when the process ends without it. */
  async waitForOutput(pattern: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
    await until(() => pattern.test(this.text) || !this.isRunning, { timeoutMs });
    const found = pattern.exec(this.text);
    if (found === null) throw await this.endedWithout(pattern);
    return found;
  }

  /** Waits for the message services send when they are ready. */
  async waitForReady(timeoutMs = 60_000): Promise<Record<string, unknown>> {
    const isReady = (message: unknown) => (message as { ready?: unknown }).ready === true;
    await until(() => this.messages.some(isReady) || !this.isRunning, { timeoutMs });
    const message = this.messages.find(isReady);
    if (message === undefined) throw await this.endedWithout(/ready/);
    return message as Record<string, unknown>;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private async endedWithout(expected: RegExp): Promise<ProcessEndedError> {
    const exit = await this.exited;
    return new ProcessEndedError(expected, this.text, exit);
  }

  /** Ends it with SIGTERM, or by force when that takes too long. */
  async stop(patienceMs = 45_000): Promise<ProcessExit> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), patienceMs);
    this.child.kill('SIGTERM');
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }
}

/** A process under test ended before it did what the test waits for. */
export class ProcessEndedError extends Error {
  readonly code = 'PROCESS_ENDED';

  constructor(
    expected: RegExp,
    readonly output: string,
    readonly exit: ProcessExit,
  ) {
    super(`The process ended without ${String(expected)}. Its output:\n${output}`);
    this.name = new.target.name;
  }
}

function clean(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
