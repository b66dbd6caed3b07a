import { join } from 'node:path';
import { identityArguments, limitArguments, sharedMemoryMb } from './limit-arguments';
import type { DriverRun, SandboxDriver } from './sandbox-driver';

/** A temporary folder that is the run's alone. */
const INSIDE_FOLDERS = { HOME: '/tmp', TMPDIR: '/tmp' };
/** Where the workspace appears; a folder that every Linux has. */
const INSIDE_WORKSPACE = '/mnt';
/** Hidden behind empty folders: what belongs to people and to running services. */
const HIDDEN = ['/var/tmp', '/root', '/home', '/run'];

/**
 * Run as root of the new namespaces, before the command: the whole file system read-only, private places hidden, the
 * workspace writable. It stays, as the first process of the namespace, with the rights it has: a process that changes its
 * user is no longer ended with its parent, and when this one ends, all others do. $1 is the workspace, $2 the temporary folder, $3 the size of shared memory in MiB.
 */
const SET_UP = `
set -e
mount --bind "$1" ${INSIDE_WORKSPACE}
for folder in ${HIDDEN.join(' ')}; do
  [ -d "$folder" ] && [ ! -L "$folder" ] && mount -t tmpfs -o "size=1m,mode=0755,nosuid,nodev" tmpfs "$folder"
done
[ -d /dev/shm ] && mount -t tmpfs -o "size=$3m,mode=1777,nosuid,nodev" tmpfs /dev/shm
mount --bind "$2" /tmp
mount -t proc proc /proc
mount -o remount,bind,ro / 2>/dev/null || { mount --bind / / && mount -o remount,bind,ro /; }
ip link set lo up 2>/dev/null || true
cd ${INSIDE_WORKSPACE}
shift 3
"$@"
exit $?
`;

/** Own namespaces by util-linux: read-only machine, no network, no sight of other processes. */
export const unshareDriver: SandboxDriver = {
  name: 'unshare',
  level: 'namespaced',
  isolatesNetwork: true,
  ownsProcessTree: true,
  plan(run) {
    return {
      file: 'setpriv',
      args: [
        '--pdeathsig=KILL',
        '--',
        'unshare',
        ...unshareArguments(run),
        ...setUp(run),
        ...dropRights(run),
        ...run.argv,
      ],
      cwd: '/',
      env: { ...run.environment, ...INSIDE_FOLDERS },
    };
  },
};

function unshareArguments({ profile, workspace }: DriverRun): string[] {
  return [
    ...(workspace.identity === null ? ['--user', '--map-root-user'] : []),
    ...['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child=KILL', '--ipc', '--uts'],
    ...(profile.network ? [] : ['--net']),
    '--',
  ];
}

function setUp({ profile, workspace }: DriverRun): string[] {
  return ['/bin/sh', '-c', SET_UP, 'sh', workspace.path, join(workspace.root, 'tmp'), String(sharedMemoryMb(profile))];
}

/** The set-up needed root of the namespaces; the command gets an ordinary user without any capability. */
function dropRights({ profile, workspace }: DriverRun): string[] {
  const limits = limitArguments(profile, true);
  const withoutRights = ['setpriv', '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];
  if (workspace.identity !== null) return [...withoutRights, ...identityArguments(workspace.identity), '--', ...limits];
  return ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--', ...withoutRights, '--', ...limits];
}
