import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_ETC, SECCOMP_FILE } from './drivers/bubblewrap-driver';
import { seccompFilter } from './drivers/seccomp-filter';
import { releaseIdentity, releaseOrphanedIdentities, takeIdentity } from './run-identities';
import { isProcessAlive, prepareSandboxBase, SANDBOX_BASE } from './sandbox-base';
import type { PrivateFolder } from './sandbox.port';

/** The name of a run's folder begins with the worker's process id. */
const RUN_FOLDER = /^(\d+)-/;

/** Makes the folder of one run. */
export async function createPrivateFolder(): Promise<PrivateFolder> {
  await prepareSandboxBase();
  const root = await mkdtemp(join(SANDBOX_BASE, `${process.pid}-`));
  // The run's own user must be able to walk in, not to look around.
  await chmod(root, 0o711);
  const path = join(root, 'workspace');
  await mkdir(path);
  await mkdir(join(root, 'tmp'));
  await mkdir(join(root, 'etc'));
  await Promise.all(Object.entries(RUN_ETC).map(([name, content]) => writeFile(join(root, 'etc', name), content)));
  await writeFile(join(root, SECCOMP_FILE), seccompFilter() ?? '');
  return { root, path, identity: await takeIdentity() };
}

/** Hands the filled workspace over to the user of the run. */
export async function handOver(folder: PrivateFolder): Promise<void> {
  if (folder.identity === null) return;
  const { uid, gid } = folder.identity;
  await runTool('chown', ['-R', '-h', `${uid}:${gid}`, '--', folder.path, join(folder.root, 'tmp')]);
}

/**
 * Removes the folder and everything in it, whatever rights the run has put on it. What resists is removed at the next
 * start: a run must not fail because of what it left.
 */
export async function removePrivateFolder(folder: PrivateFolder): Promise<void> {
  await remove(folder.root);
  await releaseIdentity(folder.identity);
}

/** Removes the folders that workers left behind that were killed, and frees their users. */
export async function removeOrphanedFolders(): Promise<void> {
  const names = await readdir(SANDBOX_BASE).catch(() => []);
  const orphans = names.filter((name) => {
    const pid = RUN_FOLDER.exec(name)?.[1];
    return pid !== undefined && !isProcessAlive(Number(pid));
  });
  await Promise.all(orphans.map((name) => remove(join(SANDBOX_BASE, name))));
  await releaseOrphanedIdentities();
}

async function remove(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    await runTool('chmod', ['-R', 'u+rwX', folder]);
    // The tool goes down step by step, so no path is too long for it.
    await runTool('rm', ['-rf', '--', folder]);
  }
}

function runTool(tool: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
}
