import { statement } from '../../database/statement';

/** Whether the database itself refuses that an instant fires twice. */
export const ONE_FIRING_KEY = statement<[], { present: boolean }>(
  'verify_one_firing_key',
  `
SELECT EXISTS (
  SELECT 1 FROM pg_index
   WHERE indrelid = 'schedule_runs'::regclass AND indisunique AND indisvalid AND indpred IS NULL
     AND indkey::text = (SELECT string_agg(attnum::text, ' ' ORDER BY attname DESC) FROM pg_attribute
                          WHERE attrelid = 'schedule_runs'::regclass AND attname IN ('schedule_id', 'fire_time'))) AS present`,
);

export interface OverdueRow {
  readonly schedule_id: string;
  readonly overdue_seconds: number;
}

/** $1 float8 seconds that a firing may be late */
export const FIND_OVERDUE_SCHEDULES = statement<[number], OverdueRow>(
  'verify_overdue_schedules',
  `
SELECT schedule_id, extract(epoch FROM clock_timestamp() - next_execution)::float8 AS overdue_seconds
  FROM scheduled_tasks
 WHERE status = 'active' AND next_execution < clock_timestamp() - make_interval(secs => $1)
 ORDER BY next_execution LIMIT 1000`,
);

/** Firings without the task or run they say they submitted; retention forgets both, and what was submitted later. */
export const FIND_EMPTY_FIRINGS = statement<[], { schedule_id: string; fire_time: Date; submitted_id: string }>(
  'verify_empty_firings',
  `
SELECT run.schedule_id, run.fire_time, coalesce(run.task_id, run.workflow_id) AS submitted_id
  FROM schedule_runs AS run
 WHERE run.status = 'submitted' AND run.fired_at > now() - interval '29 days'
   AND NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.task_id = run.task_id)
   AND NOT EXISTS (SELECT 1 FROM workflows WHERE workflows.workflow_id = run.workflow_id) LIMIT 1000`,
);

/** A firing by the clock, the one before it under the same rule, and the rule. */
export interface FiringRow {
  readonly schedule_id: string;
  readonly fire_time: Date;
  readonly previous: Date | null;
  readonly missed_count: number;
  readonly cron_expression: string;
  readonly timezone: string;
}

/**
 * Firings of recurring schedules in pages, each with its predecessor as long as nobody changed the schedule in between.
 *
 * $1 uuid after this schedule · $2 timestamptz and this fire time · $3 int page size
 */
export const READ_FIRINGS_PAGE = statement<[string, Date, number], FiringRow>(
  'verify_firings',
  `
SELECT run.schedule_id, run.fire_time, before.fire_time AS previous, run.missed_count, run.cron_expression, run.timezone
  FROM schedule_runs AS run
  LEFT JOIN LATERAL (
    SELECT earlier.fire_time, earlier.schedule_version FROM schedule_runs AS earlier
     WHERE earlier.schedule_id = run.schedule_id AND earlier.fire_time < run.fire_time AND earlier.trigger = 'schedule'
     ORDER BY earlier.fire_time DESC LIMIT 1) AS before ON before.schedule_version = run.schedule_version
 WHERE run.trigger = 'schedule' AND run.cron_expression IS NOT NULL AND (run.schedule_id, run.fire_time) > ($1, $2)
 ORDER BY run.schedule_id, run.fire_time
 LIMIT $3`,
);
