import { statement } from '../../../database/statement';

export interface SchedulerLook {
  /** Milliseconds until the next schedule is due, 0 or less if one is already; null when none is active. */
  readonly due_in_ms: number | null;
  /** Some firing waits for the run before it. */
  readonly firings_wait: boolean;
}

export const SCHEDULER_LOOK = statement<[], SchedulerLook>(
  'schedule_look',
  `
SELECT (SELECT extract(epoch FROM min(next_execution) - clock_timestamp()) * 1000
          FROM scheduled_tasks WHERE status = 'active')::float8 AS due_in_ms,
       EXISTS (SELECT 1 FROM schedule_runs WHERE status = 'queued') AS firings_wait`,
);

/**
 * Schedules that are due, the longest due first.
 *
 * $1 int at most so many
 */
export const FIND_DUE_SCHEDULES = statement<[number], { schedule_id: string }>(
  'schedule_find_due',
  `
SELECT schedule_id FROM scheduled_tasks
 WHERE status = 'active' AND next_execution <= now()
 ORDER BY next_execution, schedule_id
 LIMIT $1`,
);
