import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProcessAlive } from '../sandbox-base';
import type { SandboxProfile } from '../sandbox-profile';
import type { GroupHome } from './find-group-home';
import { RunGroup, type GroupFolder } from './run-group';

const MIB = 1024 * 1024;
/** What stands around the command is counted, too. */
const OWN_PROCESSES = 6;
/** The name of a run's group begins with the worker's process id. */
const RUN_GROUP = /^cadre-(\d+)-\d+$/;

/** Makes a control group for each run, which the kernel holds to the memory and the processes of the run's profile. */
export class RunGroups {
  private made = 0;

  private constructor(private readonly home: GroupHome) {}

  /** Tries; null where this process may make no groups that bound memory. */
  static open(home: GroupHome | null): RunGroups | null {
    if (home === null || home.memory === null) return null;
    if (home.version === 2 && !hasControllers(home.memory)) return null;
    const groups = new RunGroups({ ...home, pids: home.pids !== null && isWritable(home.pids) ? home.pids : null });
    return isWritable(home.memory) ? groups : null;
  }

  /** Null when the group could not be made: the run goes on under what remains. */
  create(profile: SandboxProfile): RunGroup | null {
    const name = `cadre-${process.pid}-${++this.made}`;
    const folders = this.foldersOf(name, profile);
    try {
      for (const { path, limits } of folders) {
        mkdirSync(path);
        for (const [file, value] of limits) writeLimit(join(path, file), value);
      }
      return new RunGroup(folders);
    } catch {
      new RunGroup(folders).remove();
      return null;
    }
  }

  /** Ends and removes the groups of workers that were killed. */
  removeOrphaned(): void {
    const { memory, pids } = this.home;
    for (const home of new Set([memory, pids])) {
      if (home === null) continue;
      for (const name of listFolder(home)) {
        const pid = RUN_GROUP.exec(name)?.[1];
        if (pid === undefined || isProcessAlive(Number(pid))) continue;
        const orphan = new RunGroup([{ path: join(home, name), limits: [], refusals: null }]);
        orphan.kill();
        orphan.remove();
      }
    }
  }

  private foldersOf(name: string, { memory_mb, processes }: SandboxProfile): GroupFolder[] {
    const { version, memory, pids } = this.home;
    const bytes = String(memory_mb * MIB);
    const most = String(processes + OWN_PROCESSES);
    if (version === 2 && memory !== null) {
      const limits = [
        ['memory.max', bytes],
        ['memory.swap.max?', '0'],
        ['memory.oom.group?', '1'],
      ] as const;
      const counted = pids === null ? [] : ([['pids.max', most]] as const);
      return [{ path: join(memory, name), limits: [...limits, ...counted], refusals: 'memory.events' }];
    }
    const bounded: GroupFolder[] = [];
    if (memory !== null) {
      const limits = [
        ['memory.limit_in_bytes', bytes],
        ['memory.memsw.limit_in_bytes?', bytes],
      ] as const;
      bounded.push({ path: join(memory, name), limits, refusals: 'memory.oom_control' });
    }
    if (pids !== null) bounded.push({ path: join(pids, name), limits: [['pids.max', most]], refusals: null });
    return bounded;
  }
}

/** A limit that not every kernel has is marked with a question mark. */
function writeLimit(file: string, value: string): void {
  const optional = file.endsWith('?');
  try {
    writeFileSync(optional ? file.slice(0, -1) : file, value, { flag: 'r+' });
  } catch (error) {
    if (!optional) throw error;
  }
}

/** Version 2: a controller works in the groups below a folder once the folder hands it down. */
function hasControllers(folder: string): boolean {
  try {
    const file = join(folder, 'cgroup.subtree_control');
    const handedDown = readFileSync(file, 'utf8').trim().split(' ');
    const missing = ['memory', 'pids'].filter((controller) => !handedDown.includes(controller));
    if (missing.length > 0) writeFileSync(file, missing.map((controller) => `+${controller}`).join(' '));
    return true;
  } catch {
    return false;
  }
}

function isWritable(home: string): boolean {
  const trial = join(home, `cadre-${process.pid}-0`);
  try {
    mkdirSync(trial);
    rmdirSync(trial);
    return true;
  } catch {
    return false;
  }
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
