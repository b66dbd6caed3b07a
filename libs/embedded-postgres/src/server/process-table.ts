import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';

/** True when the process exists and is not merely waiting to be reaped: process 1 of a container may never do that. */
export function isAlive(pid: number): boolean {
  const state = processState(pid);
  return state !== undefined && state !== 'Z' && state !== 'X';
}

/** True when the process is alive and works in the folder, as a database server does in its cluster. */
export function worksIn(pid: number, folder: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return commandOf(pid).includes(folder);
  }
}

/** When the process started, in units that only serve to tell it from a later one with the same id. */
export function startMark(pid: number): string {
  return procStat(pid)?.[19] ?? ps(pid, 'lstart');
}

function processState(pid: number): string | undefined {
  const fields = procStat(pid);
  if (fields !== undefined) return fields[0];
  return ps(pid, 'stat').charAt(0) || undefined;
}

/** The fields of /proc/<pid>/stat after the program's name, which may hold anything. */
function procStat(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): string {
  return ps(pid, 'command');
}

/** For systems without /proc. Where /proc exists but the process does not, this finds nothing either. */
function ps(pid: number, column: string): string {
  const { stdout } = spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.trim() ?? '';
}
