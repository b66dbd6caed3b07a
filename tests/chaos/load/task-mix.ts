import type { TaskRequest } from '@cadre/testing';
import { seeded } from '../../faults/harness/seeded';

/** One task of the load, and what must become of it. */
export interface LoadTask {
  readonly key: string;
  readonly request: TaskRequest;
  readonly ends: 'completed' | 'failed';
  /** It asks to fail until so many failures are counted, those of its workers among them. */
  readonly failures: number;
}

type Shape = Pick<LoadTask, 'ends' | 'failures'> & { readonly parameters: Readonly<Record<string, unknown>> };

const GOOD = { ends: 'completed', failures: 0 } as const;
/** What the echo agent takes at most: whichever attempt comes first fails. */
const MAX_TIMES = 1_000;
/** Cumulative shares of the whole. */
const MIX: readonly (readonly [share: number, shape: (dice: number) => Shape])[] = [
  [0.62, () => ({ ...GOOD, parameters: { delay_ms: 10 } })],
  [0.84, () => ({ ...GOOD, parameters: { delay_ms: 1_000 } })],
  [0.89, (dice) => ({ ...GOOD, parameters: { delay_ms: 4_000 + Math.round(6_000 * dice) } })],
  [0.96, (dice) => failing('transient', 1 + Math.floor(2 * dice))],
  [1, () => failing('permanent', MAX_TIMES)],
];
const PRIORITIES = ['critical', 'high', 'normal', 'normal', 'low'] as const;

/** The task of this number under this seed: always the same. */
export function loadTask(seed: number, no: number): LoadTask {
  const random = seeded(seed * 1_000_003 + no);
  const [chance, dice] = [random(), random()];
  const [, shape] = MIX.find(([share]) => chance < share) ?? MIX[0] ?? [];
  const { parameters, ...rest } = shape?.(dice) ?? { ...GOOD, parameters: {} };
  const priority = PRIORITIES[Math.floor(random() * PRIORITIES.length)] ?? 'normal';
  return { ...rest, key: `chaos-${seed}-${no}`, request: { priority, parameters: { ...parameters, data: no } } };
}

function failing(errorClass: 'transient' | 'permanent', times: number): Shape {
  const ends = errorClass === 'permanent' ? 'failed' : 'completed';
  return { ends, failures: times, parameters: { fail: { class: errorClass, times } } };
}
