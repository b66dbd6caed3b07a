import {
  type Calendar,
  decideFirings,
  decideOverlap,
  dueOf,
  type Firing,
  type FiringStep,
  type Recurrence,
} from '@cadre/domain';
import type { ScheduleRow } from '../schedule-row';
import { liveRunsOf, type UnderWayRow } from './sql/read-facts.sql';
import type { DueScheduleRow } from './sql/lock-schedules.sql';

/** What one schedule does now, and when it is due again. */
export interface Turn {
  readonly schedule: DueScheduleRow;
  readonly steps: readonly FiringStep[];
  readonly next: NextInstant | null;
  /** Its rule cannot be read any more: the time zone data of this machine has lost its zone. */
  readonly unreadable?: true;
}

export interface NextInstant {
  readonly fireTime: Date;
  /** With its jitter. */
  readonly execution: Date;
}

export function planTurn(schedule: DueScheduleRow, calendar: Calendar, underWay: UnderWayRow | undefined): Turn {
  const recurrence = readableRecurrence(schedule, calendar);
  if (recurrence === 'unreadable') return { schedule, steps: [], next: null, unreadable: true };
  const due = {
    ...{ scheduleId: schedule.schedule_id, misfirePolicy: schedule.misfire_policy },
    ...{ jitterSeconds: schedule.jitter_seconds, instantMs: schedule.next_fire_time.getTime() },
    recurrence,
  };
  const { firings, nextMs } = decideFirings(due, schedule.now.getTime());
  const next = nextMs === null ? null : nextInstant(schedule, nextMs);
  return { schedule, steps: stepsOf(schedule, underWay, firings), next };
}

/** One rule that cannot be read must not hold up the others. */
function readableRecurrence(schedule: ScheduleRow, calendar: Calendar): Recurrence | null | 'unreadable' {
  try {
    return recurrenceOf(schedule, calendar);
  } catch {
    return 'unreadable';
  }
}

/** Null for a schedule that fires once. */
export function recurrenceOf(
  { cron_expression, timezone }: Pick<ScheduleRow, 'cron_expression' | 'timezone'>,
  calendar: Calendar,
): Recurrence | null {
  return cron_expression === null ? null : calendar.recurrence({ cron_expression, timezone });
}

export function nextInstant(
  { schedule_id, jitter_seconds }: Pick<ScheduleRow, 'schedule_id' | 'jitter_seconds'>,
  instantMs: number,
): NextInstant {
  const dueMs = dueOf({ scheduleId: schedule_id, jitterSeconds: jitter_seconds }, instantMs);
  return { fireTime: new Date(instantMs), execution: new Date(dueMs) };
}

function stepsOf({ overlap_policy }: ScheduleRow, underWay: UnderWayRow | undefined, firings: readonly Firing[]) {
  return decideOverlap(
    overlap_policy,
    { live: underWay ? liveRunsOf(underWay) : 0, queued: underWay?.queued ?? 0 },
    firings,
  );
}
