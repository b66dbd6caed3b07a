import { RUN_ENDS, TERMINAL_STATUSES } from '@cadre/domain';
import { statement } from '../../../database/statement';

const ENDED = TERMINAL_STATUSES.map((status) => `'${status}'`).join(', ');
const RUN_ENDED = RUN_ENDS.map((status) => `'${status}'`).join(', ');

/**
 * Schedules of which a firing waits and nothing is under way any more.
 *
 * $1 int at most so many
 */
export const FIND_RELEASABLE = statement<[number], { schedule_id: string }>(
  'schedule_find_releasable',
  `
SELECT DISTINCT waiting.schedule_id
  FROM schedule_runs AS waiting
  JOIN scheduled_tasks AS schedule USING (schedule_id)
 WHERE waiting.status = 'queued' AND schedule.status <> 'paused'
   AND NOT EXISTS (SELECT 1 FROM (SELECT run.task_id, run.workflow_id FROM schedule_runs AS run
                                   WHERE run.schedule_id = waiting.schedule_id AND run.status = 'submitted'
                                   ORDER BY run.fire_time DESC LIMIT 100) AS latest
                     LEFT JOIN tasks AS task ON task.task_id = latest.task_id
                     LEFT JOIN workflows AS workflow ON workflow.workflow_id = latest.workflow_id
                    WHERE task.status NOT IN (${ENDED}) OR workflow.status NOT IN (${RUN_ENDED}))
 LIMIT $1`,
);

/**
 * The firing of each schedule that has waited longest.
 *
 * $1 uuid[] schedules
 */
export const OLDEST_WAITING = statement<[readonly string[]], { schedule_id: string; fire_time: Date }>(
  'schedule_oldest_waiting',
  `
SELECT schedule_id, min(fire_time) AS fire_time FROM schedule_runs
 WHERE schedule_id = ANY ($1::uuid[]) AND status = 'queued' GROUP BY schedule_id`,
);

/**
 * queued → submitted, failed. Their schedules are locked.
 *
 * $1 uuid[] schedules · $2 timestamptz[] fire times · $3 uuid[] tasks · $4 uuid[] workflow runs · $5 text[] error codes
 * $6 text[] error messages
 */
export const SETTLE_WAITING = statement<readonly (readonly unknown[])[]>(
  'schedule_settle_waiting',
  `
UPDATE schedule_runs AS run
   SET status = CASE WHEN given.error_code IS NULL THEN 'submitted' ELSE 'failed' END, task_id = given.task_id,
       workflow_id = given.workflow_id, error_code = given.error_code, error_message = given.error_message, fired_at = clock_timestamp()
  FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[], $5::text[], $6::text[])
       AS given(schedule_id, fire_time, task_id, workflow_id, error_code, error_message)
 WHERE run.schedule_id = given.schedule_id AND run.fire_time = given.fire_time AND run.status = 'queued'`,
);
