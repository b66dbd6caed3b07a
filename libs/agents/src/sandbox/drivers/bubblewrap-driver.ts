import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SandboxProfile } from '../sandbox-profile';
import { identityArguments, limitArguments, sharedMemoryMb } from './limit-arguments';
import { seccompFilter } from './seccomp-filter';
import type { DriverRun, SandboxDriver } from './sandbox-driver';

/** Beside the workspace of each run. */
export const SECCOMP_FILE = 'seccomp.bpf';
const INHERITED_DESCRIPTOR = '3';
const HAS_FILTER = seccompFilter() !== undefined;
const MIB = 1024 * 1024;
const INSIDE_ID = 1000;
/** A temporary folder that is the run's alone. */
const INSIDE_FOLDERS = { HOME: '/tmp', TMPDIR: '/tmp' };
const INSIDE_WORKSPACE = '/workspace';
/** What programs look for below /etc; nothing else of it is shown. */
const SHOWN_ETC = ['ld.so.cache', 'alternatives', 'ssl', 'localtime', 'python3', 'pki'];

/** Own namespaces, own small file system, nothing of the machine but its programs, read-only. */
export const bubblewrapDriver: SandboxDriver = {
  name: 'bubblewrap',
  level: 'isolated',
  isolatesNetwork: true,
  ownsProcessTree: true,
  plan(run) {
    const { workspace, environment } = run;
    const wrapped = ['bwrap', ...bubblewrapArguments(run), ...limitArguments(run.profile, true), ...run.argv];
    const asOwnUser = workspace.identity === null ? [] : ['setpriv', ...identityArguments(workspace.identity), '--'];
    const [file = 'bwrap', ...args] = [...asOwnUser, ...wrapped];
    const env = { ...environment, ...INSIDE_FOLDERS };
    return { file, args, cwd: '/', env, ...(HAS_FILTER && { inheritedFile: join(workspace.root, SECCOMP_FILE) }) };
  },
};

function bubblewrapArguments({ profile, workspace }: DriverRun): string[] {
  return [
    ...(HAS_FILTER ? ['--seccomp', INHERITED_DESCRIPTOR] : []),
    ...['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ...(profile.network ? ['--share-net'] : []),
    ...['--uid', String(INSIDE_ID), '--gid', String(INSIDE_ID), '--hostname', 'sandbox'],
    ...systemFolders(),
    ...nodeFolder(),
    ...etc(workspace.root, profile),
    ...['--proc', '/proc', '--dev', '/dev'],
    // Memory in the guise of files: bounded, and the only writable place below /dev.
    ...['--size', String(sharedMemoryMb(profile) * MIB), '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
    ...['--bind', join(workspace.root, 'tmp'), '/tmp'],
    ...profile.read_paths.flatMap((path) => ['--ro-bind', path, path]),
    ...profile.write_paths.flatMap((path) => ['--bind', path, path]),
    ...['--bind', workspace.path, INSIDE_WORKSPACE, '--chdir', INSIDE_WORKSPACE, '--remount-ro', '/', '--'],
  ];
}

/** /usr, and the old folders beside it as what they are on this machine: links into /usr, or folders. */
function systemFolders(): string[] {
  const beside = ['/bin', '/sbin', '/lib', '/lib32', '/lib64'].filter((path) => existsSync(path));
  return [
    ...['--ro-bind', '/usr', '/usr'],
    ...beside.flatMap((path) =>
      lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path],
    ),
  ];
}

/** Node itself, when it was installed somewhere else than below /usr. */
function nodeFolder(): string[] {
  const prefix = dirname(dirname(process.execPath));
  return prefix.startsWith('/usr') ? [] : ['--ro-bind-try', prefix, prefix];
}

function etc(root: string, profile: SandboxProfile): string[] {
  const shown = profile.network ? [...SHOWN_ETC, 'resolv.conf'] : SHOWN_ETC;
  return [
    ...shown.flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    ...['passwd', 'group', 'hosts'].flatMap((name) => ['--ro-bind', join(root, 'etc', name), `/etc/${name}`]),
  ];
}

/** The files below /etc that are made for each run. */
export const RUN_ETC: Readonly<Record<string, string>> = {
  passwd: `sandbox:x:${INSIDE_ID}:${INSIDE_ID}::/tmp:/bin/sh\n`,
  group: `sandbox:x:${INSIDE_ID}:\n`,
  hosts: '127.0.0.1 localhost\n::1 localhost\n',
};
