import { childrenOf, processFacts } from './process-table';

/** The process ids of each part of an installation. */
export type Parts = Readonly<Record<string, readonly number[]>>;

/** CPU time of each part since it was started, in milliseconds; processes that a part starts or ends count as its own. */
export class CpuClock {
  private readonly start: Readonly<Record<string, number>>;

  constructor(private readonly parts: Parts) {
    this.start = cpuOf(parts);
  }

  read(): Record<string, number> {
    const now = cpuOf(this.parts);
    return Object.fromEntries(Object.entries(now).map(([part, ms]) => [part, ms - (this.start[part] ?? 0)]));
  }
}

function cpuOf(parts: Parts): Record<string, number> {
  return Object.fromEntries(Object.entries(parts).map(([part, pids]) => [part, sum(pids.map(cpuOfTree))]));
}

function cpuOfTree(pid: number): number {
  const facts = processFacts(pid);
  if (facts === undefined) return 0;
  const own = facts.cpuMs + facts.endedChildrenMs;
  return own + sum(childrenOf(pid).map((child) => processFacts(child)?.cpuMs ?? 0));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
