import { join } from 'node:path';
import type { PrivateFolder } from '../sandbox.port';
import { identityArguments, limitArguments } from './limit-arguments';
import type { SandboxDriver } from './sandbox-driver';

/**
 * A plain process under limits: nothing hides the machine's files or its network. With root rights it runs as a user of
 * its own, so it cannot read what is private; without, it is the worker's own user.
 */
export const processDriver: SandboxDriver = {
  name: 'process',
  level: 'limited',
  isolatesNetwork: false,
  ownsProcessTree: false,
  plan({ argv, profile, workspace, environment }) {
    return {
      file: 'setpriv',
      args: [
        ...['--pdeathsig=KILL', '--no-new-privs', ...identityArguments(workspace.identity), '--'],
        ...limitArguments(profile, workspace.identity !== null),
        ...argv,
      ],
      cwd: workspace.path,
      env: { ...environment, ...ownFolders(workspace) },
    };
  },
};

/** For systems without util-linux: the shell's own limits. */
export const bareProcessDriver: SandboxDriver = {
  ...processDriver,
  plan({ argv, profile, workspace, environment }) {
    const limits = [
      `ulimit -t ${profile.cpu_seconds}`,
      `ulimit -f ${profile.file_size_mb * 2048}`,
      `ulimit -n ${profile.open_files}`,
      'ulimit -c 0',
    ];
    return {
      file: '/bin/sh',
      args: ['-c', `${limits.join('; ')}; exec "$@"`, 'sh', ...argv],
      cwd: workspace.path,
      env: { ...environment, ...ownFolders(workspace) },
    };
  },
};

/** The machine's temporary folder is everybody's: this run gets one of its own. */
function ownFolders({ root }: PrivateFolder): Record<string, string> {
  const folder = join(root, 'tmp');
  return { HOME: folder, TMPDIR: folder };
}
