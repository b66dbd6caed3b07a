import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../sql/append-events';
import type { EventRow } from '../../sql/event-row';

/**
 * scheduled, retry → pending, of what has become due.
 *
 * $1 text[]  statuses that may move
 * $2 int     at most so many
 * $3 text    actor
 */
export const PROMOTE_DUE = statement<[readonly string[], number, string], EventRow>(
  'engine_promote_due',
  `
WITH due AS MATERIALIZED (
  SELECT task_id FROM tasks
   WHERE status IN ('scheduled', 'retry') AND available_at <= now()
   ORDER BY available_at
   LIMIT $2
), locked AS MATERIALIZED (
  SELECT task.task_id, task.status AS from_status
    FROM tasks AS task
   WHERE task.task_id IN (SELECT task_id FROM due) AND task.status = ANY ($1) AND task.available_at <= now()
   ORDER BY task.task_id
     FOR NO KEY UPDATE SKIP LOCKED
), moved AS (
  UPDATE tasks AS task
     SET status = 'pending', event_seq = task.event_seq + 1, updated_at = now()
    FROM locked
   WHERE task.task_id = locked.task_id AND task.status = locked.from_status
  RETURNING task.task_id, task.event_seq, 'due' AS type, locked.from_status, task.status AS to_status,
            task.lease_no, $3::text AS actor, clock_timestamp() AS at, NULL::jsonb AS data, task.trace_parent,
            task.team, task.agent_id, task.tenant
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS} FROM moved`,
);
