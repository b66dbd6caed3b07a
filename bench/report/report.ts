import type { Bus } from '../options';
import type { Figure } from '../scenarios/scenario';
import type { Machine } from './machine';

/** A figure, where it comes from, and what it is held against. */
export interface Row extends Figure {
  readonly bus: Bus;
  readonly scenario: string;
  /** Share of the machine that nobody used before the scenario began. */
  readonly idleBefore: number;
}

export interface Report {
  readonly at: string;
  readonly quick: boolean;
  readonly machine: Machine;
  /** Of the programs that were measured. */
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

/** Undefined when there is no limit. */
export function holds({ value, limit }: Figure): boolean | undefined {
  if (limit === undefined) return undefined;
  return 'atLeast' in limit ? value >= limit.atLeast : value <= limit.atMost;
}
