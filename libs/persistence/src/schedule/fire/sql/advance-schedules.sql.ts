import { statement } from '../../../database/statement';

/**
 * Says when schedules fire next, or that they do not. The rows are locked already. A move of their status is a change that
 * people must see before they change anything themselves.
 *
 * $1 uuid[] schedules · $2 timestamptz[] next fire times · $3 timestamptz[] next executions · $4 text[] statuses
 * $5 text[] pause reasons · $6 int[] consecutive failures · $7 boolean[] whether something was submitted
 */
export const ADVANCE_SCHEDULES = statement<readonly (readonly unknown[])[]>(
  'schedule_advance',
  `
UPDATE scheduled_tasks AS schedule
   SET next_fire_time = given.next_fire_time, next_execution = given.next_execution, status = given.status,
       pause_reason = given.pause_reason, consecutive_failures = given.consecutive_failures,
       last_execution = CASE WHEN given.submitted THEN now() ELSE schedule.last_execution END,
       row_version = schedule.row_version + (schedule.status <> given.status)::int, updated_at = now()
  FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::text[], $6::int[], $7::boolean[])
       AS given(schedule_id, next_fire_time, next_execution, status, pause_reason, consecutive_failures, submitted)
 WHERE schedule.schedule_id = given.schedule_id`,
);
