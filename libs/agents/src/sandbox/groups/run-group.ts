import { readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** One folder of the kernel's that bounds a run. */
export interface GroupFolder {
  readonly path: string;
  readonly limits: readonly (readonly [file: string, value: string])[];
  /** The file that counts how often the kernel ended a process for want of memory. */
  readonly refusals: string | null;
}

/** The control group of one run: whatever the run starts is in it and cannot leave it. */
export class RunGroup {
  constructor(private readonly folders: readonly GroupFolder[]) {}

  /** The files to which a process writes "0" to enter. */
  get entrances(): readonly string[] {
    return this.folders.map(({ path }) => join(path, 'cgroup.procs'));
  }

  /** The ids of all its processes. */
  pids(): number[] {
    const [first] = this.entrances;
    return first === undefined ? [] : [...new Set(read(first).split('\n').filter(Boolean).map(Number))];
  }

  /** Whether the kernel has ended a process of it because the memory of the whole was used up. */
  ranOutOfMemory(): boolean {
    return this.folders.some(
      ({ path, refusals }) => refusals !== null && /^oom_kill [1-9]/m.test(read(join(path, refusals))),
    );
  }

  kill(): void {
    for (const pid of this.pids()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
  }

  /** Removes it; one that still holds a dying process stays until the next start of a worker. */
  remove(): void {
    for (const { path } of this.folders) {
      try {
        rmdirSync(path);
      } catch {
        // Not made, or not empty yet.
      }
    }
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
