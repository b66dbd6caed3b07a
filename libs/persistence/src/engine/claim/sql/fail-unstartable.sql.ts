import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../sql/append-events';
import type { EventRow } from '../../sql/event-row';

/**
 * queued → failed of tasks that cannot start. The rows are locked already; the dead letters follow in the same
 * transaction.
 *
 * $1 uuid[]  tasks
 * $2 text[]  error codes
 * $3 text[]  error classes
 * $4 text[]  error messages
 * $5 text[]  statuses that may move
 * $6 text    actor
 */
export const FAIL_UNSTARTABLE = statement<
  [readonly string[], readonly string[], readonly string[], readonly string[], readonly string[], string],
  EventRow
>(
  'engine_fail_unstartable',
  `
WITH moved AS (
  UPDATE tasks AS task
     SET status = 'failed', event_seq = task.event_seq + 1, completed_at = now(), updated_at = now(),
         error_code = failed.code, error_class = failed.class, error_message = failed.message
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS failed(task_id, code, class, message)
   WHERE task.task_id = failed.task_id AND task.status = ANY ($5)
  RETURNING task.task_id, task.event_seq, 'failed' AS type, 'queued' AS from_status, task.status AS to_status,
            task.lease_no, $6::text AS actor, clock_timestamp() AS at,
            jsonb_build_object('error_code', failed.code, 'error_class', failed.class, 'message', failed.message) AS data,
            task.trace_parent, task.team, task.agent_id, task.tenant
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS} FROM moved`,
);
