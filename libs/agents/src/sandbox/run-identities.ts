import { mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessAlive, SANDBOX_BASE } from './sandbox-base';
import { SandboxConfigError } from './sandbox.errors';
import type { RunIdentity } from './sandbox.port';

/** Users that no system hands out and that are not the database's. */
const FIRST_UID = 61_184;
const UIDS = 4_000;
const FOLDER = join(SANDBOX_BASE, 'identities');

/**
 * Takes a user nobody else has, if this process may change its user at all. Limits on processes count per user, and the
 * end of a run ends everything its user runs, so two runs must never share one, also not those of two workers: each
 * user in use is a link, made in one step, that names the process that took it.
 */
export async function takeIdentity(): Promise<RunIdentity | null> {
  if (process.getuid?.() !== 0) return null;
  await mkdir(FOLDER, { recursive: true });
  const start = Math.floor(Math.random() * UIDS);
  for (let offset = 0; offset < UIDS; offset++) {
    const uid = FIRST_UID + ((start + offset) % UIDS);
    if (await tryTake(uid)) return { uid, gid: uid };
  }
  throw new SandboxConfigError(`all ${UIDS} users for sandboxed runs are taken`);
}

export async function releaseIdentity(identity: RunIdentity | null): Promise<void> {
  if (identity !== null) await rm(linkOf(identity.uid), { force: true });
}

/** Frees the users of processes that are gone without a word. */
export async function releaseOrphanedIdentities(): Promise<void> {
  for (const uid of await readdir(FOLDER).catch(() => [])) {
    const holder = Number(await readlink(join(FOLDER, uid)).catch(() => String(process.pid)));
    if (!isProcessAlive(holder)) await rm(join(FOLDER, uid), { force: true });
  }
}

async function tryTake(uid: number): Promise<boolean> {
  try {
    await symlink(String(process.pid), linkOf(uid));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function linkOf(uid: number): string {
  return join(FOLDER, String(uid));
}
