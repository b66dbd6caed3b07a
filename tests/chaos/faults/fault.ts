import type { Plannable } from '../plan/plan-faults';
import type { World } from '../world/world';

/** Whether a fault took effect, and how that was seen. */
export interface Observation {
  readonly observed: boolean;
  readonly evidence: string;
}

/** One fault, once. */
export interface Fault {
  /** Breaks it, and looks. */
  inject(): Promise<Observation>;
  /** Mends it. Resolves when everything is there again that was there before. */
  heal(): Promise<void>;
}

export interface FaultKind extends Plannable {
  /** A client may be told to come back while it lasts. Otherwise submissions go on. */
  readonly mayRefuse: boolean;
  /**
   * Attempts of these workers may be lost, and counted, because of it; asked for before it begins. `alone`: nothing else is
   * broken meanwhile.
   */
  readonly excuses: (world: World, dice: number, alone: boolean) => readonly string[];
  create(world: World, dice: number): Fault;
}

export const NOBODY = (): readonly string[] => [];

/** One of several, by a number in [0, 1). */
export function pick<T>(items: readonly T[], dice: number): T {
  const item = items[Math.floor(dice * items.length)];
  if (item === undefined) throw new TypeError('there is nothing to pick from');
  return item;
}

/** To break something, there must be something. */
export const MESSAGES_COME = { timeoutMs: 10_000, intervalMs: 5 };
