import { statement } from '../../../database/statement';
import type { TaskEventRow } from '../task-details';

const COLUMNS = `event.task_id, event.seq, event.type, event.from_status AS "from", event.to_status AS "to",
       event.lease_no, event.actor, event.at, event.data`;

/**
 * Events of several tasks, of each those after a number.
 *
 * $1 uuid[] tasks · $2 int[] after these numbers · $3 int at most so many of each
 */
export const EVENTS_AFTER = statement<[readonly string[], readonly number[], number], TaskEventRow>(
  'task_events_after',
  `
SELECT ${COLUMNS}
  FROM unnest($1::uuid[], $2::int[]) AS wanted(task_id, after)
 CROSS JOIN LATERAL (
   SELECT * FROM task_events WHERE task_id = wanted.task_id AND seq > wanted.after ORDER BY seq LIMIT $3) AS event
 ORDER BY event.task_id, event.seq`,
);
