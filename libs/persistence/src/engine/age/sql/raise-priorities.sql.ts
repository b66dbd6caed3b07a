import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../sql/append-events';
import type { EventRow } from '../../sql/event-row';

/**
 * Raises priorities of pending tasks that nobody has moved or changed meanwhile. Their place in the order of submission
 * stays.
 *
 * $1 uuid[]  tasks
 * $2 int[]   the priorities they have
 * $3 int[]   the priorities they get
 * $4 text    actor
 */
export const RAISE_PRIORITIES = statement<
  [taskIds: readonly string[], from: readonly number[], to: readonly number[], actor: string],
  EventRow
>(
  'engine_raise_priorities',
  `
WITH raised AS (
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[]) AS raised(task_id, old, new)
), locked AS MATERIALIZED (
  SELECT task.task_id
    FROM tasks AS task
    JOIN raised ON raised.task_id = task.task_id AND raised.old = task.priority
   WHERE task.status = 'pending'
   ORDER BY task.task_id
     FOR NO KEY UPDATE OF task SKIP LOCKED
), moved AS (
  UPDATE tasks AS task
     SET priority = raised.new, base_priority = coalesce(task.base_priority, raised.old),
         event_seq = task.event_seq + 1, updated_at = now()
    FROM raised
   WHERE task.task_id = raised.task_id AND task.task_id IN (SELECT task_id FROM locked)
     AND task.status = 'pending' AND task.priority = raised.old
  RETURNING task.task_id, task.event_seq, 'changed' AS type, NULL::text AS from_status, NULL::text AS to_status,
            task.lease_no, $4::text AS actor, clock_timestamp() AS at,
            jsonb_build_object('priority', jsonb_build_array(raised.old, raised.new)) AS data, task.trace_parent,
            task.team, task.agent_id, task.tenant
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS} FROM moved`,
);
