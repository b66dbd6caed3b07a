import type { SandboxProfile } from '../sandbox-profile';

const MIB = 1024 * 1024;

/**
 * The limits the kernel keeps per process, as arguments of prlimit. No limit on address space: Node reserves far more
 * than it uses, so memory is watched instead. `countProcesses` only where the user runs nothing else: the kernel counts
 * all processes and threads of the user.
 */
export function limitArguments(profile: SandboxProfile, countProcesses: boolean): string[] {
  return [
    'prlimit',
    `--cpu=${profile.cpu_seconds}:${profile.cpu_seconds + 5}`,
    `--fsize=${profile.file_size_mb * MIB}`,
    `--nofile=${profile.open_files}`,
    '--core=0',
    ...(countProcesses ? [`--nproc=${profile.processes}`] : []),
    '--',
  ];
}

/** How large files in memory (/dev/shm) may grow together: a part of what the run may use anyway. */
export function sharedMemoryMb({ memory_mb }: SandboxProfile): number {
  return Math.ceil(memory_mb / 4);
}

/** Gives up the worker's own user and everything that could win it back. */
export function identityArguments(identity: { uid: number; gid: number } | null): string[] {
  if (identity === null) return [];
  return [`--reuid=${identity.uid}`, `--regid=${identity.gid}`, '--clear-groups'];
}
