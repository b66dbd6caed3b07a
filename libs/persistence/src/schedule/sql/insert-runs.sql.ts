import { statement } from '../../database/statement';

/**
 * Notes firings. What is not returned was noted before: that instant has fired.
 *
 * $1 uuid[] schedules · $2 timestamptz[] fire times · $3 text[] tenants · $4 text[] triggers · $5 text[] statuses
 * $6 text[] skip reasons · $7 text[] error codes · $8 text[] error messages · $9 uuid[] tasks · $10 uuid[] workflows
 * $11 int[] missed · $12 timestamptz[] due · $13 text[] expressions · $14 text[] time zones · $15 int[] versions
 */
export const INSERT_RUNS = statement<readonly (readonly unknown[])[], { schedule_id: string; fire_time: Date }>(
  'schedule_insert_runs',
  `
INSERT INTO schedule_runs (
  schedule_id, fire_time, tenant, trigger, status, skip_reason, error_code, error_message, task_id, workflow_id,
  missed_count, due_at, cron_expression, timezone, schedule_version)
SELECT * FROM unnest(
  $1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::uuid[],
  $10::uuid[], $11::int[], $12::timestamptz[], $13::text[], $14::text[], $15::int[])
    ON CONFLICT (schedule_id, fire_time) DO NOTHING
RETURNING schedule_id, fire_time`,
);
