import { LONGEST_UNCLAIMED_SECONDS } from '../lease/lease-rules';

/** A queued row is redispatched after this long, and not again for as long. */
const STUCK_AFTER_MS = 5 * 60_000;

/** Times of the empty looks at a team's queue since it last held something, oldest first. */
export type EmptyLooks = readonly number[];

/** One look at a team's queue. Times are the database's, like `queued_at`. */
export interface QueueLook {
  readonly atMs: number;
  /** Nothing ready and nothing delivered without an answer. */
  readonly empty: boolean;
}

export interface LookVerdict {
  /** To be handed in with the next look. */
  readonly looks: EmptyLooks;
  /** Rows queued before this time, and still queued, were lost by the broker; null: nothing can be said. */
  readonly lostBeforeMs: number | null;
}

/**
 * Two empty looks further apart than any worker can hold a message unclaimed: whatever was queued before the first of
 * them is neither in the queue nor in a worker's hand. One look that finds something starts the count again, and so does a
 * clock that was set back.
 */
export function judgeLook(looks: EmptyLooks, look: QueueLook): LookVerdict {
  if (!look.empty) return { looks: [], lostBeforeMs: null };
  const past = looks.every((atMs) => atMs <= look.atMs) ? looks : [];
  const farEnough = look.atMs - LONGEST_UNCLAIMED_SECONDS * 1000;
  const lostBeforeMs = past.filter((atMs) => atMs <= farEnough).at(-1) ?? null;
  // Older looks than the one that proved the loss can prove no more than it did.
  const kept = past.filter((atMs) => lostBeforeMs === null || atMs >= lostBeforeMs);
  return { looks: [...kept, look.atMs], lostBeforeMs };
}

export interface StuckFacts {
  readonly nowMs: number;
  readonly queuedAtMs: number;
  /** When the row was last redispatched for being stuck. */
  readonly lastRedispatchedAtMs?: number | null;
  /** Tasks of the same team were claimed while this one waited. */
  readonly othersFlow: boolean;
}

/** Whether a queued row has waited so long, while others went, that its message must be gone. */
export function isStuck({ nowMs, queuedAtMs, lastRedispatchedAtMs, othersFlow }: StuckFacts): boolean {
  // A time to come is one of a clock that was set back since.
  const redispatchedAtMs =
    (lastRedispatchedAtMs ?? Infinity) <= nowMs ? (lastRedispatchedAtMs ?? -Infinity) : -Infinity;
  const since = Math.max(queuedAtMs, redispatchedAtMs);
  return othersFlow && nowMs - since > STUCK_AFTER_MS;
}
