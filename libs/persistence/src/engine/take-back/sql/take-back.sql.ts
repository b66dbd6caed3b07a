import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../sql/append-events';
import type { EventRow } from '../../sql/event-row';

/**
 * queued → pending, of exactly the dispatch that is named: what was claimed or dispatched again meanwhile stays.
 *
 * $1 uuid[]  tasks
 * $2 int[]   their dispatch_no
 * $3 text[]  statuses that may move
 * $4 text    actor
 * $5 text    reason
 */
export const TAKE_BACK = statement<[readonly string[], readonly number[], readonly string[], string, string], EventRow>(
  'engine_take_back',
  `
WITH wanted AS (
  SELECT task_id, dispatch_no FROM unnest($1::uuid[], $2::int[]) AS wanted(task_id, dispatch_no)
), locked AS MATERIALIZED (
  SELECT task.task_id
    FROM tasks AS task
    JOIN wanted USING (task_id, dispatch_no)
   WHERE task.status = ANY ($3)
   ORDER BY task.task_id
     FOR NO KEY UPDATE OF task
), moved AS (
  UPDATE tasks AS task
     SET status = 'pending', event_seq = task.event_seq + 1, queued_at = NULL, updated_at = now()
    FROM wanted
   WHERE task.task_id = wanted.task_id AND task.dispatch_no = wanted.dispatch_no AND task.status = ANY ($3)
     AND task.task_id IN (SELECT task_id FROM locked)
  RETURNING task.task_id, task.event_seq, 'taken_back' AS type, 'queued' AS from_status, task.status AS to_status,
            task.lease_no, $4::text AS actor, clock_timestamp() AS at,
            jsonb_build_object('reason', $5::text, 'dispatch_no', task.dispatch_no) AS data, task.trace_parent,
            task.team, task.agent_id, task.tenant
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS} FROM moved`,
);
