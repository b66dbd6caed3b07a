import { readdirSync, readFileSync } from 'node:fs';

/** Ids of all living processes whose command line or environment holds the text; processes about to be reaped do not count. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && !isZombie(pid))
    .filter((pid) => read(pid, 'cmdline').includes(text) || read(pid, 'environ').includes(text));
}

/** Command line and environment of a process, as anybody with the right can see them. */
export function describeProcess(pid: number): { readonly args: string[]; readonly env: Record<string, string> } {
  const env = read(pid, 'environ')
    .split('\0')
    .filter((entry) => entry.includes('='))
    .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const);
  return { args: read(pid, 'cmdline').split('\0').slice(0, -1), env: Object.fromEntries(env) };
}

/** True when the process exists and runs or sleeps. */
export function isAlive(pid: number): boolean {
  return read(pid, 'stat') !== '' && !isZombie(pid);
}

function isZombie(pid: number): boolean {
  const stat = read(pid, 'stat');
  return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
