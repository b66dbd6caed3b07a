import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Where a controller's groups are made, and which of the kernel's two interfaces they have. */
export interface GroupHome {
  readonly version: 1 | 2;
  /** The folder in which the groups of runs are made, per controller; the same one for all in version 2. */
  readonly memory: string | null;
  readonly pids: string | null;
}

/** One line of /proc/self/mountinfo, as far as it matters here. */
interface GroupMount {
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
}

/**
 * Where this process could make control groups, going by what the kernel says about it; whether it may is only known by
 * trying. Version 1: below the process's own groups. Version 2: beside its own group, because a group that holds processes
 * has none below it that count.
 */
export function findGroupHome(proc = '/proc/self'): GroupHome | null {
  const mounts = readLines(join(proc, 'mountinfo')).flatMap(toMount);
  const own = new Map(readLines(join(proc, 'cgroup')).flatMap(toOwnGroups));
  const [memory, pids] = [folderOf('memory', mounts, own), folderOf('pids', mounts, own)];
  if (memory !== null || pids !== null) return { version: 1, memory, pids };
  const unified = folderOf('', mounts, own);
  const isRoot = mounts.some(({ point }) => point === unified);
  if (unified === null || isRoot) return null;
  return { version: 2, memory: dirname(unified), pids: dirname(unified) };
}

function folderOf(controller: string, mounts: readonly GroupMount[], own: ReadonlyMap<string, string>): string | null {
  const path = own.get(controller);
  const mount = mounts.find(({ type, options }) =>
    controller === '' ? type === 'cgroup2' : type === 'cgroup' && options.includes(controller),
  );
  if (path === undefined || mount === undefined) return null;
  const below = relative(mount.root, path);
  // A container may be shown a part of the tree in which its own group does not lie.
  return below.startsWith('..') ? null : join(mount.point, below);
}

/** `36 31 0:33 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory` */
function toMount(line: string): GroupMount[] {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root, point] = before.split(' ');
  const [type = '', , options = ''] = after.split(' ');
  if (root === undefined || point === undefined || !type.startsWith('cgroup')) return [];
  return [{ root, point, type, options: options.split(',') }];
}

/** `4:memory:/some/group`, in version 2 `0::/some/group`. */
function toOwnGroups(line: string): [controller: string, path: string][] {
  const [, controllers, ...path] = line.split(':');
  if (controllers === undefined || path.length === 0) return [];
  return controllers.split(',').map((controller) => [controller, path.join(':')]);
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
