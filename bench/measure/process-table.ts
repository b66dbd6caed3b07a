import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel counts in, on every Linux that Node runs on. */
const MS_PER_TICK = 10;

export interface ProcessFacts {
  readonly parent: number;
  /** CPU time so far, in milliseconds. */
  readonly cpuMs: number;
  /** CPU time of children that have ended, in milliseconds. */
  readonly endedChildrenMs: number;
}

/** Undefined when there is no such process (any more). */
export function processFacts(pid: number): ProcessFacts | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === '') return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const number = (place: number) => Number(fields[place]);
  return {
    parent: number(1),
    cpuMs: (number(11) + number(12)) * MS_PER_TICK,
    endedChildrenMs: (number(13) + number(14)) * MS_PER_TICK,
  };
}

export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && processFacts(pid)?.parent === parent);
}

/** The most memory it ever had, in MiB. */
export function peakMemoryMib(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1]) / 1024;
}

/** The share of both cores' time that nobody used since the machine started, and all of that time, in ticks. */
export function cpuTicks(): { readonly idle: number; readonly total: number } {
  const fields = read('/proc/stat').split('\n')[0]?.trim().split(/\s+/).slice(1).map(Number) ?? [];
  return {
    idle: (fields[3] ?? 0) + (fields[4] ?? 0),
    total: fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0),
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
