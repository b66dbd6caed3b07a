import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SandboxConfigError } from './sandbox.errors';

/** Where all runs of this user of the machine have their folders: one that another user made could not be written to. */
export const SANDBOX_BASE = join(tmpdir(), `cadre-sandbox-${process.getuid?.() ?? 'user'}`);

/** Makes the folder if need be. The temporary folder is everybody's: somebody may have put a trap there in our name. */
export async function prepareSandboxBase(): Promise<void> {
  await mkdir(SANDBOX_BASE, { recursive: true, mode: 0o711 });
  const found = await lstat(SANDBOX_BASE);
  if (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid)) return;
  throw new SandboxConfigError(`${SANDBOX_BASE} belongs to somebody else`);
}

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
