import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../../engine/sql/append-events';
import type { EventRow } from '../../../engine/sql/event-row';

/**
 * Any status of the list → cancelled. The rows are locked already.
 *
 * $1 uuid[] tasks · $2 text[] statuses that may move · $3 text actor · $4 text reason, or null · $5 text error code
 */
export const CANCEL_TASKS = statement<[readonly string[], readonly string[], string, string | null, string], EventRow>(
  'task_cancel',
  `
WITH before AS MATERIALIZED (
  SELECT task_id, status AS from_status FROM tasks WHERE task_id = ANY ($1::uuid[]) AND status = ANY ($2)
), moved AS (
  UPDATE tasks AS task
     SET status = 'cancelled', event_seq = task.event_seq + 1, completed_at = clock_timestamp(),
         cancel_requested_at = coalesce(task.cancel_requested_at, clock_timestamp()),
         cancel_requested_by = coalesce(task.cancel_requested_by, $3),
         error_code = $5, error_class = NULL, error_message = $4, updated_at = now()
    FROM before
   WHERE task.task_id = before.task_id AND task.status = before.from_status
  RETURNING task.task_id, task.event_seq, 'cancelled' AS type, before.from_status, task.status AS to_status,
            task.lease_no, $3::text AS actor, task.completed_at AS at,
            CASE WHEN $4::text IS NOT NULL THEN jsonb_build_object('reason', $4::text) END AS data,
            task.trace_parent, task.team, task.agent_id, task.tenant
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS} FROM moved`,
);

/**
 * Notes on running tasks that somebody wants them cancelled; the first request counts. The rows are locked already.
 *
 * $1 uuid[] tasks · $2 text actor · $3 text reason, or null
 */
export const REQUEST_CANCEL = statement<[readonly string[], string, string | null], EventRow>(
  'task_request_cancel',
  `
WITH moved AS (
  UPDATE tasks AS task
     SET cancel_requested_at = clock_timestamp(), cancel_requested_by = $2, event_seq = task.event_seq + 1,
         updated_at = now()
   WHERE task.task_id = ANY ($1::uuid[]) AND task.status = 'running' AND task.cancel_requested_at IS NULL
  RETURNING task.task_id, task.event_seq, 'cancel_requested' AS type, NULL::text AS from_status,
            NULL::text AS to_status, task.lease_no, $2::text AS actor, task.cancel_requested_at AS at,
            CASE WHEN $3::text IS NOT NULL THEN jsonb_build_object('reason', $3::text) END AS data,
            task.trace_parent, task.team, task.agent_id, task.tenant
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS} FROM moved`,
);
