import { LEASE_SECONDS } from './lease-rules';

/** A silence of the orchestrator itself over this long means that renewals may be waiting unread. */
const LONGEST_GAP_MS = 5000;

/** Database time may differ this much from the own clock's advance between two readings. */
const LARGEST_CLOCK_JUMP_MS = 5000;

/** When each thing that makes expired leases untrustworthy last happened, by the orchestrator's monotonic clock. */
export interface ReaperFacts {
  readonly nowMs: number;
  readonly startedAtMs: number;
  readonly databaseReconnectedAtMs?: number | null;
  readonly busReconnectedAtMs?: number | null;
  /** When the last gap in heartbeat processing ended, see {@link isHeartbeatGap}. */
  readonly heartbeatGapAtMs?: number | null;
  /** When database time was last seen to jump, see {@link isClockJump}. */
  readonly clockJumpedAtMs?: number | null;
}

export type ReaperCause = 'started' | 'database_reconnected' | 'bus_reconnected' | 'heartbeat_gap' | 'clock_jump';

export type ReaperPause =
  { readonly paused: false } | { readonly paused: true; readonly untilMs: number; readonly cause: ReaperCause };

/**
 * Whether the reaper must leave expired leases alone: for one lease time after anything that may have kept good
 * workers from renewing. A worker that is really dead is found after that.
 */
export function reaperPause(facts: ReaperFacts): ReaperPause {
  const causes: [ReaperCause, number | null | undefined][] = [
    ['started', facts.startedAtMs],
    ['database_reconnected', facts.databaseReconnectedAtMs],
    ['bus_reconnected', facts.busReconnectedAtMs],
    ['heartbeat_gap', facts.heartbeatGapAtMs],
    ['clock_jump', facts.clockJumpedAtMs],
  ];
  let pause: ReaperPause = { paused: false };
  let latest = facts.nowMs;
  for (const [cause, atMs] of causes) {
    const untilMs = (atMs ?? -Infinity) + LEASE_SECONDS * 1000;
    if (untilMs <= latest) continue;
    latest = untilMs;
    pause = { paused: true, untilMs, cause };
  }
  return pause;
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
