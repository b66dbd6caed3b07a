import { spawnSync } from 'node:child_process';

/** Whether a program that tests need is on this machine, and does what it is for. */
export type Availability =
  | { readonly state: 'works' }
  | { readonly state: 'missing' }
  /** It is there. What it, or the system, said instead of doing it. */
  | { readonly state: 'broken'; readonly why: string };

/** Runs a command that succeeds wherever its program works. */
export function tryOut(file: string, ...args: readonly string[]): Availability {
  const { error, status, signal, stderr } = spawnSync(file, args, { encoding: 'utf8', timeout: 30_000 });
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return { state: 'missing' };
  if (status === 0) return { state: 'works' };
  const words = (stderr ?? '').trim().split('\n')[0];
  return { state: 'broken', why: words || error?.message || `it ended with ${signal ?? `code ${status}`}` };
}
