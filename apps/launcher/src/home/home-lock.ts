import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive, startMark } from '@cadre/embedded-postgres';
import { AlreadyRunningError } from '../lifecycle/errors';

interface Holder {
  readonly pid: number;
  /** Tells this process from a later one with the same id. */
  readonly mark: string;
  readonly url: string;
}

const ATTEMPTS = 5;

/**
 * Takes CADRE_HOME for this process alone; the returned function gives it back. Throws AlreadyRunningError while another
 * launcher lives. The file of a killed launcher is taken over.
 */
export function lockHome(lockFile: string, url: string): () => void {
  const mine: Holder = { pid: process.pid, mark: startMark(process.pid), url };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (tryCreate(lockFile, mine)) return () => release(lockFile, mine);
    const holder = readHolder(lockFile);
    if (holder !== undefined && lives(holder)) throw alreadyRunning(holder);
    removeStale(lockFile, holder);
  }
  throw new AlreadyRunningError(`Another process is starting Cadre with ${lockFile} at this moment`);
}

/** A file that is whole from its first moment: written under another name, then linked, which fails if one is there. */
function tryCreate(lockFile: string, holder: Holder): boolean {
  const temporary = `${lockFile}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(temporary, JSON.stringify(holder), { mode: 0o600 });
  try {
    linkSync(temporary, lockFile);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Puts the stale file aside. Should a new one have come in between, it is put back and wins. */
function removeStale(lockFile: string, seen: Holder | undefined): void {
  const aside = `${lockFile}.${process.pid}.stale`;
  try {
    renameSync(lockFile, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved !== undefined && !sameHolder(moved, seen)) linkSync(aside, lockFile);
  rmSync(aside, { force: true });
}

function release(lockFile: string, mine: Holder): void {
  if (sameHolder(readHolder(lockFile), mine)) rmSync(lockFile, { force: true });
}

function sameHolder(one: Holder | undefined, other: Holder | undefined): boolean {
  return one?.pid === other?.pid && one?.mark === other?.mark;
}

function lives(holder: Holder): boolean {
  return isAlive(holder.pid) && startMark(holder.pid) === holder.mark;
}

function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Holder;
    return Number.isInteger(holder.pid) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function alreadyRunning({ pid, url }: Holder): AlreadyRunningError {
  return new AlreadyRunningError(
    `Cadre already runs with this CADRE_HOME, at ${url} (process ${pid}); stop it first, or set another CADRE_HOME and PORT`,
  );
}
