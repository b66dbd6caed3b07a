import type { Bus } from '../options';
import type { BenchStack } from '../stack/stack';

/** What a figure must reach: as much, or as little. */
export type Limit = { readonly atLeast: number } | { readonly atMost: number };

/** One measured number. */
export interface Figure {
  /** Stable: runs are compared by it. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: Limit;
  /** What else was seen. */
  readonly note?: string;
}

export interface Bench {
  readonly stack: BenchStack;
  readonly bus: Bus;
  /** Smaller sizes, for a look in two minutes. */
  readonly quick: boolean;
}

/** One thing to measure, on an installation without tasks. */
export interface Scenario {
  readonly name: string;
  /** Also part of a quick run. */
  readonly quick: boolean;
  /** Only there; default: on both. */
  readonly bus?: Bus;
  run(bench: Bench): Promise<Figure[]>;
}
