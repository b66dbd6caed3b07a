import { readdirSync, readFileSync } from 'node:fs';

/** One process of this machine as /proc shows it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Memory no other process shares, in bytes. */
  readonly ownBytes: number;
  /** Own time and that of children it has waited for. */
  readonly cpuSeconds: number;
  readonly zombie: boolean;
}

const PAGE_BYTES = 4096;
const TICKS_PER_SECOND = 100;
const WORTH_DIVIDING_BYTES = 64 * 1024 * 1024;

/** Every process that can be seen; empty on systems without /proc. */
export function readProcessTable(): ProcessEntry[] {
  return readProcesses(listPids());
}

/** Those of the processes that are still there. */
export function readProcesses(pids: readonly number[]): ProcessEntry[] {
  return pids.flatMap((pid) => readEntry(pid) ?? []);
}

/** The memory that processes share with each other: no file stands behind it, and none of them has it alone. */
export function sharedBytes(pids: readonly number[]): number {
  const touched = pids.map((pid) => kilobytes(read(`/proc/${pid}/status`), 'RssShmem'));
  const atMost = touched.reduce((sum, bytes) => sum + bytes, 0);
  if (atMost < WORTH_DIVIDING_BYTES) return atMost;
  // Each page once, whoever else has it: the kernel walks all pages for this, so it is asked only when it matters.
  const parts = pids.filter((_, index) => touched[index] !== 0).map((pid) => read(`/proc/${pid}/smaps_rollup`));
  return parts.reduce((sum, part) => sum + kilobytes(part, 'Pss_Shmem'), 0);
}

function kilobytes(text: string | undefined, field: string): number {
  return 1024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text ?? '')?.[1] ?? 0);
}

/** The real user of a process; undefined if it is gone. */
export function ownerOf(pid: number): number | undefined {
  const uid = /^Uid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return uid === undefined ? undefined : Number(uid);
}

/** True when the process was started with this text in its environment. */
export function hasInEnvironment(pid: number, text: string): boolean {
  return environmentOf(pid).includes(text);
}

/** What a process was started with, its entries parted by NUL; empty if it is gone or somebody else's. */
export function environmentOf(pid: number): string {
  return read(`/proc/${pid}/environ`) ?? '';
}

/** The process itself and everything below it. */
export function descendantsOf(root: number, table: readonly ProcessEntry[]): ProcessEntry[] {
  const found = new Set([root]);
  let before: number;
  do {
    before = found.size;
    for (const { pid, parent } of table) if (found.has(parent)) found.add(pid);
  } while (found.size > before);
  return table.filter(({ pid }) => found.has(pid));
}

function listPids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function readEntry(pid: number): ProcessEntry | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name stands in parentheses and may hold anything, parentheses included.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const number = (index: number): number => Number(fields[index] ?? 0);
  const [, resident = 0, shared = 0] = (read(`/proc/${pid}/statm`) ?? '').split(' ').map(Number);
  return {
    pid,
    parent: number(1),
    group: number(2),
    session: number(3),
    ownBytes: Math.max(0, resident - shared) * PAGE_BYTES,
    cpuSeconds: (number(11) + number(12) + number(13) + number(14)) / TICKS_PER_SECOND,
    zombie: fields[0] === 'Z',
  };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
