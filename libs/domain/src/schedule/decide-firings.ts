import { assertNever } from '../assert-never';
import { jitterMs } from './jitter';
import { lastInstants, type Recurrence } from './recurrence';
import { MAX_CATCH_UP, MISFIRE_GRACE_MS, type MisfirePolicy } from './schedule-policies';

/** A schedule that has become due. */
export interface DueSchedule {
  readonly scheduleId: string;
  readonly misfirePolicy: MisfirePolicy;
  readonly jitterSeconds: number;
  /** The instant that has come, jitter aside. */
  readonly instantMs: number;
  /** Null for one that fires once. */
  readonly recurrence: Recurrence | null;
}

/** One run row to be. */
export interface Firing {
  readonly instantMs: number;
  readonly dueMs: number;
  /** False: it is let go. */
  readonly run: boolean;
  /** How many earlier instants it stands for; counted to MAX_CATCH_UP. */
  readonly missed: number;
}

export interface FiringPlan {
  /** In the order of their instants. */
  readonly firings: readonly Firing[];
  /** The next instant, jitter aside; null when none lies ahead. */
  readonly nextMs: number | null;
}

/**
 * What a schedule does at `nowMs`. Instants at most a minute late are on time, each of them fires. Of those that are
 * later, `run_once` runs the last, unless one that is on time stands for it; `run_all` runs the last hundred; `skip` none.
 */
export function decideFirings(schedule: DueSchedule, nowMs: number): FiringPlan {
  const due = dueInstants(schedule, nowMs);
  const last = due.at(-1) ?? schedule.instantMs;
  const nextMs = schedule.recurrence?.nextAfter(last) ?? null;
  const onTime = due.filter((instant) => nowMs - dueOf(schedule, instant) <= MISFIRE_GRACE_MS);
  const late = due.slice(0, due.length - onTime.length);
  const firing = (instantMs: number, run: boolean, missed = 0): Firing => {
    return { instantMs, dueMs: dueOf(schedule, instantMs), run, missed };
  };
  const made = (instants: readonly number[], missed: number): Firing[] =>
    instants.map((instant, index) => firing(instant, true, index === 0 ? missed : 0));
  const uncounted = missedBefore(schedule, due);
  switch (schedule.misfirePolicy) {
    case 'run_all':
      return { firings: made(due, uncounted), nextMs };
    case 'run_once': {
      const runs = onTime.length > 0 ? onTime : late.slice(-1);
      return { firings: made(runs, atMost(due.length - runs.length + uncounted)), nextMs };
    }
    case 'skip': {
      const skipped = late.slice(-1).map((instant) => firing(instant, false, atMost(late.length - 1 + uncounted)));
      return { firings: [...skipped, ...made(onTime, 0)], nextMs };
    }
    default:
      return assertNever(schedule.misfirePolicy);
  }
}

/** When an instant is due, jitter included. */
export function dueOf(schedule: Pick<DueSchedule, 'scheduleId' | 'jitterSeconds'>, instantMs: number): number {
  return instantMs + jitterMs(schedule.scheduleId, instantMs, schedule.jitterSeconds);
}

/** The last MAX_CATCH_UP instants that are due, in order; the one that made the schedule due is as old as any. */
function dueInstants(schedule: DueSchedule, nowMs: number): number[] {
  const { recurrence, instantMs: first } = schedule;
  if (recurrence === null || first > nowMs) return [first];
  const due = lastInstants(recurrence, first, nowMs, MAX_CATCH_UP);
  return due.filter((instant) => instant === first || dueOf(schedule, instant) <= nowMs);
}

/** How many instants came before those that were found. */
function missedBefore({ recurrence, instantMs: first }: DueSchedule, due: readonly number[]): number {
  const [oldest = first] = due;
  let count = 0;
  let instant: number | null = first;
  while (recurrence && instant !== null && instant < oldest && count < MAX_CATCH_UP) {
    count += 1;
    instant = recurrence.nextAfter(instant);
  }
  return count;
}

function atMost(count: number): number {
  return Math.min(count, MAX_CATCH_UP);
}
