import type { Recurrence } from '../schedule/recurrence';

/** Every so many milliseconds since the epoch. */
export function every(periodMs: number): Recurrence {
  return { nextAfter: (ms) => (Math.floor(ms / periodMs) + 1) * periodMs };
}

/** These instants and no others. */
export function instantsAt(...instants: readonly number[]): Recurrence {
  return { nextAfter: (ms) => instants.find((instant) => instant > ms) ?? null };
}
