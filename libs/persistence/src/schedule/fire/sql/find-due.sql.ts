import { statement } from '../../../database/statement';

/** Milliseconds until the next schedule is due; null when none is active. */
export const NEXT_SCHEDULE_DUE = statement<[], { due_in_ms: number | null }>(
  'schedule_next_due',
  `
SELECT (extract(epoch FROM min(next_execution) - clock_timestamp()) * 1000)::float8 AS due_in_ms
  FROM scheduled_tasks WHERE status = 'active'`,
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
