import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../sql/append-events';
import type { EventRow } from '../../sql/event-row';

export interface QueuedRow extends EventRow {
  readonly dispatch_no: number;
  readonly priority: number;
  readonly trace_parent: string | null;
}

/**
 * pending → queued, in the order of the ids given: by priority, then by submission. The rows are locked in the order of
 * their ids like everywhere, so the order of going shows in the events' time, one microsecond apart.
 *
 * $1 uuid[]  tasks in the order in which they go
 * $2 text[]  statuses that may move
 * $3 text    actor
 */
export const QUEUE_TASKS = statement<[readonly string[], readonly string[], string], QueuedRow>(
  'engine_queue_tasks',
  `
WITH picked AS (
  SELECT task_id, place FROM unnest($1::uuid[]) WITH ORDINALITY AS picked(task_id, place)
), locked AS MATERIALIZED (
  SELECT task.task_id, picked.place
    FROM tasks AS task
    JOIN picked USING (task_id)
   WHERE task.status = ANY ($2)
   ORDER BY task.task_id
     FOR NO KEY UPDATE OF task
), start AS MATERIALIZED (
  SELECT clock_timestamp() AS at
), moved AS (
  UPDATE tasks AS task
     SET status = 'queued', dispatch_no = task.dispatch_no + 1, event_seq = task.event_seq + 1,
         queued_at = now(), updated_at = now()
    FROM locked, start
   WHERE task.task_id = locked.task_id AND task.status = ANY ($2)
  RETURNING task.task_id, task.event_seq, 'queued' AS type, 'pending' AS from_status, task.status AS to_status,
            task.lease_no, $3::text AS actor, start.at + locked.place * interval '1 microsecond' AS at,
            jsonb_build_object('dispatch_no', task.dispatch_no) AS data, task.trace_parent,
            task.team, task.agent_id, task.tenant, task.dispatch_no, task.priority, locked.place
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS}, moved.dispatch_no, moved.priority, moved.trace_parent
  FROM moved
 ORDER BY moved.place`,
);
