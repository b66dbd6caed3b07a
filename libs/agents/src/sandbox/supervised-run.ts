import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { SandboxDriver, SpawnPlan } from './drivers/sandbox-driver';
import { entered } from './groups/entered';
import type { RunGroup } from './groups/run-group';
import type { RunGroups } from './groups/run-groups';
import { handedOn } from './handed-on';
import { limitBehindSignal, limitBehindWords } from './limit-behind-exit';
import { killProcesses, type TreeMarks } from './process-tree';
import { MARKER_NAME, newMarker } from './run-marker';
import type { SandboxedCommand, SandboxLimit, SandboxOutcome } from './sandbox.port';
import { Watchdog } from './watchdog';

type SandboxChild = ChildProcessByStdio<Writable | null, Readable, Readable>;

const TAIL_BYTES = 8 * 1024;
/** A process that was killed but holds the pipes open is not waited for longer. */
const PIPES_GRACE_MS = 1_000;

/** Starts a command by a driver's plan, watches it, and leaves nothing of it behind. */
export class SupervisedRun {
  private readonly started = performance.now();
  private readonly marker = newMarker();
  private group: RunGroup | null = null;
  private exceeded: SandboxLimit | null = null;
  private aborted = false;
  private outputBytes = 0;
  private tail = Buffer.alloc(0);
  private marks: TreeMarks | undefined;

  constructor(
    private readonly driver: SandboxDriver,
    private readonly command: SandboxedCommand,
    private readonly groups: RunGroups | null,
  ) {}

  async outcome(): Promise<SandboxOutcome> {
    if (this.command.signal.aborted) return this.toOutcome(null, null, true);
    this.group = this.groups?.create(this.command.profile) ?? null;
    const child = this.start(entered(this.driver.plan(this.command), this.group));
    const stopWatching = this.watch(child.pid);
    try {
      const { code, signal } = await this.ended(child);
      return this.toOutcome(code, signal, this.aborted);
    } finally {
      stopWatching();
      this.group?.remove();
    }
  }

  private start(plan: SpawnPlan): SandboxChild {
    const opened: number[] = [];
    try {
      // The type of a child depends on its first three streams alone, which are given.
      return spawn(plan.file, plan.args, {
        cwd: plan.cwd,
        env: { ...plan.env, [MARKER_NAME]: this.marker },
        detached: true,
        stdio: [this.command.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...handedOn(plan, opened)],
      }) as SandboxChild;
    } finally {
      opened.forEach(closeSync);
    }
  }

  private watch(pid: number | undefined): () => void {
    if (pid === undefined) return () => undefined;
    const { workspace, profile, signal } = this.command;
    this.marks = this.marksOf(pid);
    const watched = { marks: this.marks, profile, folder: workspace.root, group: this.group };
    const watchdog = new Watchdog(watched, (limit) => this.exceed(limit));
    const timer = setTimeout(() => this.exceed('time'), profile.wall_seconds * 1000);
    const onAbort = (): void => {
      this.aborted = true;
      void this.kill();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    return () => {
      clearTimeout(timer);
      watchdog.stop();
      signal.removeEventListener('abort', onAbort);
    };
  }

  private marksOf(root: number): TreeMarks {
    const { driver, group, marker } = this;
    const uid = this.command.workspace.identity?.uid;
    if (!driver.ownsProcessTree) return { root, uid, marker: `${MARKER_NAME}=${marker}` };
    return { root, uid, marker: undefined, listed: group === null ? undefined : () => group.pids() };
  }

  private async ended(child: SandboxChild): Promise<{ code: number | null; signal: string | null }> {
    const { command } = this;
    const tell = (chunk: Buffer): void => command.onOutput(chunk);
    const tellError = (chunk: Buffer): void =>
      command.onErrorOutput === undefined ? tell(chunk) : command.onErrorOutput(chunk);
    child.stdout.on('data', (chunk: Buffer) => this.take(chunk, tell));
    child.stderr.on('data', (chunk: Buffer) => this.take(chunk, tellError));
    this.feed(child.stdin);
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const exit = await new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      // 127 is what a shell says about a program that does not exist.
      child.once('error', () => resolve({ code: 127, signal: null }));
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    if (child.pid !== undefined) {
      await this.kill();
      await within(closed, PIPES_GRACE_MS);
    }
    child.stdin?.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    return exit;
  }

  /** A command that has ended, or does not read, is no failure of ours. */
  private feed(stdin: Writable | null): void {
    stdin?.on('error', () => undefined);
    if (stdin !== null) this.command.input?.pipe(stdin);
  }

  private take(chunk: Buffer, listener: (chunk: Buffer) => void): void {
    if (this.exceeded === 'output') return;
    const room = this.command.profile.output_kb * 1024 - this.outputBytes;
    const kept = chunk.subarray(0, Math.max(0, room));
    this.outputBytes += kept.length;
    this.tail = Buffer.concat([this.tail, kept]).subarray(-TAIL_BYTES);
    listener(kept);
    if (kept.length < chunk.length) this.exceed('output');
  }

  private exceed(limit: SandboxLimit): void {
    this.exceeded ??= limit;
    void this.kill();
  }

  private async kill(): Promise<void> {
    if (this.marks !== undefined) await killProcesses(this.marks);
  }

  private toOutcome(exitCode: number | null, signal: string | null, aborted: boolean): SandboxOutcome {
    const exceeded = this.exceeded ?? (aborted ? null : this.limitBehind(exitCode, signal));
    const unexplained = exceeded === null && !aborted;
    return {
      exitCode,
      signal,
      durationMs: performance.now() - this.started,
      exceeded,
      suspected: unexplained ? limitBehindWords(exitCode, this.tail.toString('utf8')) : null,
      aborted: aborted && this.exceeded === null,
    };
  }

  /** The kernel may have ended the last process before anybody looked. */
  private limitBehind(exitCode: number | null, signal: string | null): SandboxLimit | null {
    if (exitCode !== 0 && this.group?.ranOutOfMemory()) return 'memory';
    return limitBehindSignal(exitCode, signal);
  }
}

async function within(promise: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
