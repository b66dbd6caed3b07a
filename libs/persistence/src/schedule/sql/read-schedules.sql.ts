import { statement } from '../../database/statement';
import { SCHEDULE_COLUMNS, type ScheduleRow, type ScheduleRunRow } from '../schedule-row';

export interface FoundSchedule extends ScheduleRow {
  readonly sealed_payload: string;
  /** The database's time. */
  readonly now: Date;
}

const FOUND = `SELECT ${SCHEDULE_COLUMNS}, schedule.sealed_payload, clock_timestamp() AS now
  FROM scheduled_tasks AS schedule
 WHERE schedule.schedule_id = $1 AND ($2::text IS NULL OR schedule.tenant = $2)
   AND ($3::uuid IS NULL OR schedule.created_by = $3)`;

/** $1 uuid schedule · $2 text tenant or null · $3 uuid owner or null */
export const FIND_SCHEDULE = statement<[string, string | null, string | null], FoundSchedule>('schedule_find', FOUND);

/** The same, locked. */
export const LOCK_SCHEDULE = statement<[string, string | null, string | null], FoundSchedule>(
  'schedule_lock',
  `${FOUND} FOR NO KEY UPDATE OF schedule`,
);

/** $1 uuid schedule */
export const DELETE_SCHEDULE = statement<[string]>(
  'schedule_delete',
  `DELETE FROM scheduled_tasks WHERE schedule_id = $1`,
);

/** The database's time. */
export const SCHEDULE_CLOCK = statement<[], { now: Date }>('schedule_clock', `SELECT clock_timestamp() AS now`);

/**
 * Newest first.
 *
 * $1 uuid schedule · $2 int limit · $3 int offset
 */
export const READ_RUNS = statement<[string, number, number], ScheduleRunRow>(
  'schedule_runs',
  `
SELECT run.schedule_id, run.fire_time, run.trigger, run.status, run.skip_reason, run.error_code, run.error_message,
       run.task_id, run.workflow_id, task.status AS task_status,
       workflow.status AS workflow_status, run.missed_count, run.due_at, run.fired_at
  FROM schedule_runs AS run
  LEFT JOIN tasks AS task ON task.task_id = run.task_id
  LEFT JOIN workflows AS workflow ON workflow.workflow_id = run.workflow_id
 WHERE run.schedule_id = $1
 ORDER BY run.fire_time DESC
 LIMIT $2 OFFSET $3`,
);
