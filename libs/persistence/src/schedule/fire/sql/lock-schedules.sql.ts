import { statement } from '../../../database/statement';
import { SCHEDULE_COLUMNS, type ScheduleRow } from '../../schedule-row';

export interface LockedSchedule extends ScheduleRow {
  readonly sealed_payload: string;
  /** The database's time, the same for all of a transaction. */
  readonly now: Date;
}

/** A schedule that is due names the instant that has come. */
export interface DueScheduleRow extends LockedSchedule {
  readonly next_fire_time: Date;
}

const LOCKED = `SELECT ${SCHEDULE_COLUMNS}, schedule.sealed_payload, now() AS now
  FROM scheduled_tasks AS schedule
 WHERE schedule.schedule_id = ANY ($1::uuid[])`;
const IN_ORDER = `ORDER BY schedule.schedule_id FOR NO KEY UPDATE SKIP LOCKED`;

/**
 * Locks those of the schedules that are due and that nobody else fires.
 *
 * $1 uuid[] schedules
 */
export const LOCK_DUE_SCHEDULES = statement<[readonly string[]], DueScheduleRow>(
  'schedule_lock_due',
  `${LOCKED} AND schedule.status = 'active' AND schedule.next_execution <= now() ${IN_ORDER}`,
);

/**
 * Locks those of the schedules that may start what waits.
 *
 * $1 uuid[] schedules
 */
export const LOCK_WAITING_SCHEDULES = statement<[readonly string[]], LockedSchedule>(
  'schedule_lock_waiting',
  `${LOCKED} AND schedule.status <> 'paused' ${IN_ORDER}`,
);
