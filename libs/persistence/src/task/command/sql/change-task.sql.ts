import { statement } from '../../../database/statement';
import type { EventRow } from '../../../engine/sql/event-row';
import { TASK_COLUMNS, type TaskRow } from '../../task-row';

/**
 * Writes the changed fields of one task, whose row is locked already.
 *
 * $1 uuid task · $2 text status it is in · $3 text status it moves to · $4 int priority · $5 timestamptz execute_at
 * $6 timestamptz available_at · $7 timestamptz expires_at · $8 text[] tags · $9 int how many events follow
 */
export const CHANGE_TASK = statement<
  [string, string, string, number, Date | null, Date, Date | null, readonly string[], number],
  TaskRow
>(
  'task_change',
  `
UPDATE tasks AS task
   SET status = $3, priority = $4,
       base_priority = CASE WHEN task.priority = $4 THEN task.base_priority END, execute_at = $5, available_at = $6, expires_at = $7, tags = $8::text[],
       queued_at = CASE WHEN $3 = 'queued' THEN task.queued_at END, event_seq = task.event_seq + $9, updated_at = now()
 WHERE task.task_id = $1 AND task.status = $2
RETURNING ${TASK_COLUMNS}`,
);

/**
 * Appends the events of one task, whose numbers were taken already.
 *
 * $1 uuid task · $2 int number of the first · $3 text[] types · $4 text[] from · $5 text[] to · $6 text actor
 * $7 jsonb[] data
 */
export const APPEND_TASK_EVENTS = statement<
  [
    string,
    number,
    readonly string[],
    readonly (string | null)[],
    readonly (string | null)[],
    string,
    readonly (string | null)[],
  ],
  EventRow
>(
  'task_append_events',
  `
WITH appended AS (
  INSERT INTO task_events (task_id, seq, type, from_status, to_status, lease_no, actor, data, trace_id)
  SELECT task.task_id, $2 + event.place - 1, event.type, event.from_status, event.to_status, task.lease_no, $6,
         event.data, nullif(split_part(task.trace_parent, '-', 2), '')
    FROM tasks AS task
   CROSS JOIN unnest($3::text[], $4::text[], $5::text[], $7::jsonb[]) WITH ORDINALITY
           AS event(type, from_status, to_status, data, place)
   WHERE task.task_id = $1
  RETURNING *
)
SELECT appended.task_id, appended.seq, appended.type, appended.from_status AS "from", appended.to_status AS "to",
       appended.lease_no, appended.actor, appended.at, appended.data, task.team, task.agent_id, task.tenant
  FROM appended JOIN tasks AS task USING (task_id)
 ORDER BY appended.seq`,
);
