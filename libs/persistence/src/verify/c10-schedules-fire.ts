import { type Calendar, MAX_CATCH_UP, upcomingInstants } from '@cadre/domain';
import type { Queryable } from '../database/statement';
import type { Findings } from './findings';
import {
  FIND_EMPTY_FIRINGS,
  FIND_OVERDUE_SCHEDULES,
  type FiringRow,
  ONE_FIRING_KEY,
  READ_FIRINGS_PAGE,
} from './sql/schedules.sql';

const NO_SCHEDULE = '00000000-0000-0000-0000-000000000000';

export interface ScheduleCheck {
  /** What schedules should have done. */
  readonly calendar: Calendar;
  readonly recoverySeconds: number;
  readonly pageSize: number;
}

/** C10: what was due has fired, every firing is an instant of its rule, and none between two of them is unaccounted for. */
export async function checkSchedulesFire(db: Queryable, check: ScheduleCheck, findings: Findings): Promise<void> {
  const [key] = await db.query(ONE_FIRING_KEY, []);
  if (!key?.present) findings.violated(null, 'schedule_runs has no unique key that refuses an instant twice');
  for (const { schedule_id, overdue_seconds } of await db.query(FIND_OVERDUE_SCHEDULES, [check.recoverySeconds])) {
    findings.violated(null, `schedule ${schedule_id} should have fired ${Math.round(overdue_seconds)} s ago`);
  }
  for (const { schedule_id, fire_time, submitted_id } of await db.query(FIND_EMPTY_FIRINGS, [])) {
    findings.violated(
      submitted_id,
      `does not exist, and schedule ${schedule_id} submitted it at ${fire_time.toISOString()}`,
    );
  }
  for await (const firing of readFirings(db, check.pageSize)) {
    findings.saw(1);
    for (const problem of firesByItsRule(firing, check.calendar)) findings.violated(null, problem);
  }
}

async function* readFirings(db: Queryable, pageSize: number): AsyncGenerator<FiringRow> {
  let last: Pick<FiringRow, 'schedule_id' | 'fire_time'> | undefined = {
    schedule_id: NO_SCHEDULE,
    fire_time: new Date(0),
  };
  while (last) {
    const page: FiringRow[] = await db.query(READ_FIRINGS_PAGE, [last.schedule_id, last.fire_time, pageSize]);
    yield* page;
    last = page.length < pageSize ? undefined : page.at(-1);
  }
}

/** What is wrong about one firing by the clock. */
export function firesByItsRule(firing: FiringRow, calendar: Calendar): string[] {
  const recurrence = calendar.recurrence(firing);
  const at = firing.fire_time.getTime();
  const name = `schedule ${firing.schedule_id} at ${firing.fire_time.toISOString()}`;
  if (recurrence.nextAfter(at - 1) !== at) return [`${name} fired, which is no instant of its rule`];
  if (firing.previous === null || firing.missed_count >= MAX_CATCH_UP) return [];
  const between = upcomingInstants(recurrence, firing.previous.getTime(), firing.missed_count + 2);
  const passed = between.filter((instant) => instant < at).length;
  return passed === firing.missed_count
    ? []
    : [`${name} accounts for ${firing.missed_count} missed of ${passed} or more`];
}
