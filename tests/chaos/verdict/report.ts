import type { FaultRecord } from '../faults/run-plan';
import type { ChaosOptions } from '../options';
import type { Finding } from './finding';

export interface ChaosReport {
  readonly options: ChaosOptions;
  readonly ok: boolean;
  readonly figures: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  readonly faults: readonly FaultRecord[];
}

/** The table that a person reads. */
export function printed({ options, ok, figures, findings, faults }: ChaosReport): string {
  const names = [...new Set(faults.map(({ name }) => name))].sort();
  const counts = names.map((name) => {
    const those = faults.filter((fault) => fault.name === name);
    const steady = those.map(({ healedAt, steadyAt }) => ((steadyAt ?? Infinity) - healedAt) / 1000);
    const slowest = Math.max(...steady).toFixed(1);
    return `  ${name.padEnd(36)} ${those.length} injected, ${those.filter((each) => each.observed).length} observed, steady within ${slowest} s`;
  });
  return [
    `seed ${options.seed}, bus ${options.bus}: ${ok ? 'all holds' : 'NOT ALL HOLDS'}`,
    ...counts,
    ...Object.entries(figures).map(([name, figure]) => `  ${name.padEnd(36)} ${figure}`),
    ...findings.map(({ name, holds, detail }) => `${holds ? '✓' : '✗'} ${name}: ${detail}`),
  ].join('\n');
}
