import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../sql/append-events';
import type { EventRow } from '../../sql/event-row';

/**
 * scheduled, pending, queued, retry → cancelled, of what was not started in time.
 *
 * $1 text[]  statuses that may move
 * $2 int     at most so many
 * $3 text    actor
 * $4 text    error code
 */
export const EXPIRE_UNSTARTED = statement<[readonly string[], number, string, string], EventRow>(
  'engine_expire_unstarted',
  `
WITH lapsed AS MATERIALIZED (
  SELECT task_id FROM tasks
   WHERE expires_at IS NOT NULL AND expires_at <= now() AND status IN ('scheduled', 'pending', 'queued', 'retry')
   ORDER BY expires_at
   LIMIT $2
), locked AS MATERIALIZED (
  SELECT task.task_id, task.status AS from_status
    FROM tasks AS task
   WHERE task.task_id IN (SELECT task_id FROM lapsed) AND task.status = ANY ($1) AND task.expires_at <= now()
   ORDER BY task.task_id
     FOR NO KEY UPDATE SKIP LOCKED
), moved AS (
  UPDATE tasks AS task
     SET status = 'cancelled', event_seq = task.event_seq + 1, completed_at = now(), updated_at = now(),
         error_code = $4::text, error_message = 'The task was not started before it expired.'
    FROM locked
   WHERE task.task_id = locked.task_id AND task.status = locked.from_status
  RETURNING task.task_id, task.event_seq, 'cancelled' AS type, locked.from_status, task.status AS to_status,
            task.lease_no, $3::text AS actor, clock_timestamp() AS at, jsonb_build_object('error_code', $4::text) AS data,
            task.trace_parent, task.team, task.agent_id, task.tenant
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS} FROM moved`,
);
