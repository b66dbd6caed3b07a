import { type Calendar, ScheduleStatus, upcomingInstants } from '@cadre/domain';
import { nextInstant, type ScheduleType, type ScheduleValues } from '@cadre/persistence';
import type { FieldError } from '../http/problem.error';

const MAX_AHEAD_MS = 10 * 366 * 86_400_000;
/** So many instants are looked at for the shortest time between two. */
const LOOK_AHEAD = 20;

/** When a schedule is to fire. */
export interface Timing {
  readonly scheduleId: string;
  readonly schedule_type: ScheduleType;
  readonly execute_at: Date | null;
  readonly cron_expression: string | null;
  readonly timezone: string;
  readonly jitter_seconds: number;
}

export type TimingPlan = Pick<ScheduleValues, 'next_fire_time' | 'next_execution'>;

export const NO_TIMING_PLAN: TimingPlan = { next_fire_time: null, next_execution: null };

/** The next instant of a schedule after `now`, or every field that is wrong. */
export function planTiming(timing: Timing, calendar: Calendar, now: Date): TimingPlan | FieldError[] {
  if (timing.cron_expression === null) return planOnce(timing, now);
  const { cron_expression, timezone } = timing;
  const instants = instantsOf({ cron_expression, timezone }, calendar, now);
  if (!instants.every((instant) => typeof instant === 'number')) return instants;
  const [first] = instants;
  if (first === undefined) return [{ path: '/cron_expression', message: 'names no instant that lies ahead' }];
  return [...judgeJitter(timing, instants)].length > 0 ? judgeJitter(timing, instants) : planAt(timing, first);
}

/** Whether a plan was refused. */
export function isRefused(plan: TimingPlan | FieldError[]): plan is FieldError[] {
  return Array.isArray(plan);
}

function planOnce(timing: Timing, now: Date): TimingPlan | FieldError[] {
  const ahead = (timing.execute_at?.getTime() ?? 0) - now.getTime();
  if (ahead <= 0) return [{ path: '/execute_at', message: 'must lie in the future' }];
  if (ahead > MAX_AHEAD_MS) return [{ path: '/execute_at', message: 'must lie within ten years' }];
  return planAt(timing, now.getTime() + ahead);
}

function planAt({ scheduleId, jitter_seconds }: Timing, instantMs: number): TimingPlan {
  const { fireTime, execution } = nextInstant({ schedule_id: scheduleId, jitter_seconds }, instantMs);
  return { next_fire_time: fireTime, next_execution: execution };
}

function instantsOf(
  rule: { readonly cron_expression: string; readonly timezone: string },
  calendar: Calendar,
  now: Date,
): number[] | FieldError[] {
  try {
    return upcomingInstants(calendar.recurrence(rule), now.getTime(), LOOK_AHEAD);
  } catch (error) {
    return [ruleError(error)];
  }
}

/** The calendar's own words: they say what to change and hold nothing but the expression. */
function ruleError(error: unknown): FieldError {
  if (!(error instanceof Error) || !('code' in error)) throw error;
  switch (error.code) {
    case 'INVALID_CRON':
      return { path: '/cron_expression', message: error.message };
    case 'UNKNOWN_TIME_ZONE':
      return { path: '/timezone', message: error.message };
    default:
      throw error;
  }
}

/** An instant that is put off beyond the next would change places with it. */
function judgeJitter({ jitter_seconds }: Timing, instants: readonly number[]): FieldError[] {
  const gaps = instants.slice(1).map((instant, index) => instant - (instants[index] ?? instant));
  const shortest = Math.min(...gaps) / 1000;
  if (gaps.length === 0 || jitter_seconds === 0 || jitter_seconds < shortest) return [];
  return [{ path: '/jitter_seconds', message: `must be less than the ${shortest} s between two firings` }];
}

/** How a schedule stands that has this plan. */
export function statusOf(enabled: boolean): ScheduleStatus {
  return enabled ? ScheduleStatus.Active : ScheduleStatus.Paused;
}
