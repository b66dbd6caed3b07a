import type { TaskAnnotation } from '@cadre/domain';
import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../../engine/sql/append-events';
import type { EventRow } from '../../../engine/sql/event-row';

/**
 * Appends an event that does not move the task.
 *
 * $1 uuid task · $2 text annotation · $3 text actor · $4 jsonb data
 */
export const ANNOTATE_TASK = statement<[string, TaskAnnotation, string, string | null], EventRow>(
  'task_annotate',
  `
WITH moved AS (
  UPDATE tasks AS task
     SET event_seq = task.event_seq + 1, updated_at = now()
   WHERE task.task_id = $1
  RETURNING task.task_id, task.event_seq, $2::text AS type, NULL::text AS from_status, NULL::text AS to_status,
            task.lease_no, $3::text AS actor, clock_timestamp() AS at, $4::jsonb AS data, task.trace_parent, task.team,
            task.agent_id, task.tenant
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS} FROM moved`,
);
