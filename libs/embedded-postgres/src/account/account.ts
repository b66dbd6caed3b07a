import { spawnSync, type SpawnOptions } from 'node:child_process';

/**
 * As whom the server's programs run. `self`: as we do. `user`: as another user, because PostgreSQL refuses root.
 * `namespace`: inside a user namespace in which we are nobody: for root in places nobody can reach, and for ids without a name.
 */
export type Account =
  | { readonly kind: 'self' }
  | { readonly kind: 'user'; readonly uid: number; readonly gid: number }
  | { readonly kind: 'namespace' };

/** The unprivileged user that exists everywhere. */
export const NOBODY = 65_534;

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly options: Pick<SpawnOptions, 'uid' | 'gid'>;
}

/** The command that runs `program` under the account. */
export function commandFor(account: Account, program: string, args: readonly string[]): Command {
  switch (account.kind) {
    case 'self':
      return { program, args, options: {} };
    case 'user':
      return { program, args, options: { uid: account.uid, gid: account.gid } };
    case 'namespace':
      return {
        program: 'unshare',
        args: ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--', program, ...args],
        options: {},
      };
  }
}

/** True when the account has a name, which initdb insists on, can run what is in `binaries` and write in `folder`. Tried. */
export function canUse(account: Account, binaries: string, folder: string): boolean {
  const script = 'id -un && test -w "$1" && test -x "$1" && exec "$0" --version';
  const { program, args, options } = commandFor(account, '/bin/sh', ['-c', script, `${binaries}/bin/postgres`, folder]);
  return spawnSync(program, args, { ...options, stdio: 'ignore' }).status === 0;
}
