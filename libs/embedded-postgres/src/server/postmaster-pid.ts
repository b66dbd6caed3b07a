import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface PostmasterPid {
  readonly pid: number;
  /** True once the server accepts connections. */
  readonly ready: boolean;
}

/** What the server says about itself in its pid file; undefined when there is none, or a half-written one. */
export function readPostmasterPid(cluster: string): PostmasterPid | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined;
  } catch {
    return undefined;
  }
}

/** Removes a pid file whose process is gone: another process may have got that id, and the server would believe it. */
export function removePostmasterPid(cluster: string): void {
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
}
