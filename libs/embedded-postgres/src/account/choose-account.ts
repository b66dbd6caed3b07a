import { chownSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { copyBinaries } from '../binaries/copy-binaries';
import { hydrateSymlinks } from '../binaries/hydrate-symlinks';
import { DataDirectoryError } from '../errors';
import { canUse, NOBODY, type Account } from './account';

export interface Footing {
  readonly account: Account;
  /** Where the binaries are that this account runs. */
  readonly binaries: string;
}

/**
 * Finds an account and a place for the binaries with which the server can run on `dataDir`, which exists. Gives the
 * directory to that account. Throws DataDirectoryError.
 */
export function chooseAccount(native: string, dataDir: string): Footing {
  const sources = hydrateSymlinks(native)
    ? [() => native, () => copyOf(native, dataDir)]
    : [() => copyOf(native, dataDir)];
  for (const source of sources) {
    const binaries = source();
    const account = accountsFor(dataDir).find((candidate) => tryAccount(candidate, binaries, dataDir));
    if (account !== undefined) return { account, binaries };
  }
  throw new DataDirectoryError(explain(dataDir));
}

function copyOf(native: string, dataDir: string): string {
  const copy = copyBinaries(native, join(dataDir, 'binaries'));
  hydrateSymlinks(copy);
  return copy;
}

/** The candidates, best first. A directory that has an owner already stays with it. */
function accountsFor(dataDir: string): readonly Account[] {
  if (process.getuid?.() !== 0) return [{ kind: 'self' }, { kind: 'namespace' }];
  const { uid, gid } = statSync(dataDir);
  const nobody: Account = { kind: 'user', uid: NOBODY, gid: NOBODY };
  return uid === 0 ? [nobody, { kind: 'namespace' }] : [{ kind: 'user', uid, gid }, nobody];
}

function tryAccount(account: Account, binaries: string, dataDir: string): boolean {
  const before = statSync(dataDir);
  giveTo(account, dataDir);
  if (canUse(account, binaries, dataDir)) return true;
  if (account.kind === 'user') chownTree(dataDir, before.uid, before.gid);
  return false;
}

function giveTo(account: Account, dataDir: string): void {
  if (account.kind !== 'user') return;
  if (statSync(dataDir).uid !== account.uid) chownTree(dataDir, account.uid, account.gid);
}

function chownTree(path: string, uid: number, gid: number): void {
  const entry = lstatSync(path);
  if (entry.isSymbolicLink()) return;
  if (entry.isDirectory()) readdirSync(path).forEach((name) => chownTree(join(path, name), uid, gid));
  // The folder itself comes last: its owner says that everything below it is done.
  chownSync(path, uid, gid);
}

function explain(dataDir: string): string {
  return process.getuid?.() === 0
    ? `No unprivileged user can use ${dataDir}, and PostgreSQL does not run as root: choose a CADRE_HOME that other users can reach`
    : `The database directory ${dataDir} cannot be used by this user: give it to this user or choose another CADRE_HOME`;
}
