import { stat } from 'node:fs/promises';
import { diskUsage } from './disk-usage';
import type { RunGroup } from './groups/run-group';
import { heldFiles } from './held-files';
import { sharedBytes } from './process-table';
import { processesOf, type TreeMarks } from './process-tree';
import type { SandboxProfile } from './sandbox-profile';
import type { SandboxLimit } from './sandbox.port';

const MIB = 1024 * 1024;
const LOOK_EVERY_MS = 150;
/** Walking a workspace is dearer than reading /proc: it may take so large a part of the time, within bounds. */
const SHARE_OF_WALKING = 0.1;
const WALK_AT_LEAST_EVERY_MS = 3_000;

export interface Watched {
  readonly marks: TreeMarks;
  readonly profile: SandboxProfile;
  /** Holds everything on disk that the run may change. */
  readonly folder: string;
  readonly group: RunGroup | null;
}

/** Watches what the kernel does not bound for a whole tree: memory, time on the processor, processes, disk. */
export class Watchdog {
  private readonly timer: NodeJS.Timeout;
  private nextWalk = 0;
  private isWalking = false;

  constructor(
    private readonly watched: Watched,
    private readonly onExceeded: (limit: SandboxLimit) => void,
  ) {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { marks, profile, group } = this.watched;
    const processes = processesOf(marks);
    const pids = processes.map(({ pid }) => pid);
    const memory = processes.reduce((sum, { ownBytes }) => sum + ownBytes, sharedBytes(pids));
    const cpu = processes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    if (memory > profile.memory_mb * MIB || group?.ranOutOfMemory()) this.onExceeded('memory');
    else if (cpu > profile.cpu_seconds) this.onExceeded('cpu');
    // At the kernel's own bound no further process appears: reaching it is exceeding it.
    else if (processes.length >= profile.processes) this.onExceeded('processes');
    else if (performance.now() >= this.nextWalk) void this.lookAtFiles(pids);
  }

  private async lookAtFiles(pids: readonly number[]): Promise<void> {
    if (this.isWalking) return;
    this.isWalking = true;
    const began = performance.now();
    try {
      const { folder, profile } = this.watched;
      const mostBytes = profile.disk_mb * MIB;
      const held = await heldFiles(pids, (await stat(folder)).dev);
      if (held.tooMany) this.onExceeded('open_files');
      if (held.memoryBytes > profile.memory_mb * MIB) this.onExceeded('memory');
      if (held.diskBytes + (await diskUsage(folder, mostBytes)) > mostBytes) this.onExceeded('file_size');
    } catch {
      // The folder is gone: the run is over.
    } finally {
      this.isWalking = false;
      const took = performance.now() - began;
      this.nextWalk = began + Math.min(took / SHARE_OF_WALKING, took + WALK_AT_LEAST_EVERY_MS);
    }
  }
}
