import { LEASE_SECONDS } from './lease-rules';

/** A silence of the orchestrator itself over this long means that renewals may be waiting unread. */
const LONGEST_GAP_MS = 5000;

/** Database time may differ this much from the own clock's advance between two readings. */
const LARGEST_CLOCK_JUMP_MS = 5000;

const LEASE_MS = LEASE_SECONDS * 1000;

export type ReaperCause = 'started' | 'database_reconnected' | 'bus_reconnected' | 'heartbeat_gap' | 'clock_jump';

/** A time in which workers could renew their leases, in whole milliseconds of the orchestrator's monotonic clock. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the reaper remembers about such times. */
export interface ReaperWatch {
  /** The latest of them, oldest first, as many as make one lease. */
  readonly stretches: readonly Stretch[];
  /** Why expired leases are left alone, and for how much more of such time. */
  readonly pause: { readonly cause: ReaperCause; readonly leftMs: number } | null;
}

export const NEW_WATCH: ReaperWatch = { stretches: [], pause: { cause: 'started', leftMs: LEASE_MS } };

/**
 * Something kept good workers from renewing. One that comes while the reaper pauses already does not make the pause longer:
 * it only takes the time that it lasted, so that a connection which breaks again and again cannot put off recovery for ever.
 * What was witnessed after `sinceMs` was a mistake.
 */
export function interrupted(watch: ReaperWatch, cause: ReaperCause, sinceMs: number): ReaperWatch {
  // What the database says about times before it jumped cannot be compared with our clock.
  if (cause === 'clock_jump') return { stretches: [], pause: { cause, leftMs: LEASE_MS } };
  const stretches = watch.stretches
    .filter(({ fromMs }) => fromMs < sinceMs)
    .map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, sinceMs) }));
  return { stretches, pause: watch.pause ?? { cause, leftMs: LEASE_MS } };
}

/** Workers could renew during this stretch, which follows all others. A pause ends when a whole lease of it is there. */
export function witnessed({ stretches, pause }: ReaperWatch, stretch: Stretch): ReaperWatch {
  const kept = latest([...stretches, stretch]);
  const leftMs = Math.max(0, (pause?.leftMs ?? 0) - (stretch.toMs - stretch.fromMs));
  const isOver = leftMs === 0 && lengthOf(kept) >= LEASE_MS;
  return { stretches: kept, pause: pause && !isOver ? { ...pause, leftMs } : null };
}

export type ReaperPause =
  { readonly paused: false; readonly graceMs: number } | { readonly paused: true; readonly cause: ReaperCause };

/**
 * Whether the reaper must leave all leases alone; if not, for how long a lease must have expired before its holder had one
 * whole lease of time to renew it. A worker that is really dead is found after that.
 */
export function reaperPause({ stretches, pause }: ReaperWatch, nowMs: number): ReaperPause {
  if (pause) return { paused: true, cause: pause.cause };
  const sinceMs = stretches[0]?.fromMs ?? -Infinity;
  return { paused: false, graceMs: Math.max(0, nowMs - sinceMs - LEASE_MS) };
}

function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

/** The latest stretches that make one lease; of the oldest of them only what is needed. */
function latest(stretches: readonly Stretch[]): readonly Stretch[] {
  const kept: Stretch[] = [];
  let neededMs = LEASE_MS;
  for (const { fromMs, toMs } of [...stretches].reverse()) {
    if (neededMs <= 0) break;
    const newer = kept[0];
    const from = Math.max(fromMs, toMs - neededMs);
    neededMs -= toMs - from;
    if (newer?.fromMs === toMs) kept[0] = { fromMs: from, toMs: newer.toMs };
    else kept.unshift({ fromMs: from, toMs });
  }
  return kept;
}

/**
 * Whether heartbeat processing stood still between two of its turns. A turn is the consumer being at work, heartbeats
 * or none: workers that fell silent are what the reaper is for, an orchestrator that fell silent is not.
 */
export function isHeartbeatGap(previousTurnMs: number, turnMs: number): boolean {
  return turnMs - previousTurnMs > LONGEST_GAP_MS;
}

/** Both clocks read at the same moment. */
export interface ClockReading {
  readonly monotonicMs: number;
  readonly databaseMs: number;
}

/** Whether database time went further, or less far, than real time did between two readings. */
export function isClockJump(previous: ClockReading, current: ClockReading): boolean {
  return Math.abs(clockDrift(previous, current)) > LARGEST_CLOCK_JUMP_MS;
}

/** How many milliseconds database time went further than real time between two readings; below 0 if it went back. */
export function clockDrift(previous: ClockReading, current: ClockReading): number {
  const databaseAdvance = current.databaseMs - previous.databaseMs;
  const realAdvance = current.monotonicMs - previous.monotonicMs;
  return databaseAdvance - realAdvance;
}
