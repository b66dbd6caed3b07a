import type { SandboxProfile } from './sandbox-profile';
import type { SandboxLimit } from './sandbox.port';
import { diskUsage } from './disk-usage';
import { processesOf, type TreeMarks } from './process-tree';

const MIB = 1024 * 1024;
const LOOK_EVERY_MS = 150;
/** Walking a workspace is dearer than reading /proc. */
const LOOKS_PER_DISK_CHECK = 10;

/** Watches what the kernel does not bound for a whole tree: memory, time on the processor, processes, disk. */
export class Watchdog {
  private readonly timer: NodeJS.Timeout;
  private looks = 0;

  constructor(
    private readonly marks: TreeMarks,
    private readonly profile: SandboxProfile,
    private readonly folder: string,
    private readonly onExceeded: (limit: SandboxLimit) => void,
  ) {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const processes = processesOf(this.marks);
    const memory = processes.reduce((sum, { ownBytes }) => sum + ownBytes, 0);
    const cpu = processes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    if (memory > this.profile.memory_mb * MIB) this.onExceeded('memory');
    else if (cpu > this.profile.cpu_seconds) this.onExceeded('cpu');
    // At the kernel's own bound no further process appears: reaching it is exceeding it.
    else if (processes.length >= this.profile.processes) this.onExceeded('processes');
    else if (++this.looks % LOOKS_PER_DISK_CHECK === 0) void this.lookAtDisk();
  }

  private async lookAtDisk(): Promise<void> {
    const used = await diskUsage(this.folder, this.profile.disk_mb * MIB);
    if (used > this.profile.disk_mb * MIB) this.onExceeded('file_size');
  }
}
