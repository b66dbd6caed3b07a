import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../sql/append-events';
import type { EventRow } from '../../sql/event-row';

/** Milliseconds until the next wait is over; null when nothing waits. */
export const NEXT_WAIT_END = statement<[], { due_in_ms: number | null }>(
  'engine_next_wait_end',
  `
SELECT (extract(epoch FROM min(expires_at) - clock_timestamp()) * 1000)::float8 AS due_in_ms
  FROM task_waits WHERE answered_at IS NULL`,
);

export interface OverdueRow {
  readonly task_id: string;
  readonly agent_id: string;
  readonly failures_counted: number;
  readonly reason: string;
}

/**
 * Locks tasks whose wait is over, in the order of their ids; those that somebody else is busy with come later.
 *
 * $1 text[]  statuses that may time out
 * $2 int     at most so many
 */
export const LOCK_OVERDUE_WAITS = statement<[readonly string[], number], OverdueRow>(
  'engine_lock_overdue_waits',
  `
SELECT task.task_id, task.agent_id, task.failures_counted,
       (SELECT reason FROM task_waits AS wait WHERE wait.task_id = task.task_id) AS reason
  FROM tasks AS task
 WHERE task.status = ANY ($1)
   AND task.task_id IN (SELECT task_id FROM task_waits
                         WHERE answered_at IS NULL AND expires_at <= now() ORDER BY expires_at LIMIT $2)
 ORDER BY task.task_id
   FOR NO KEY UPDATE SKIP LOCKED`,
);

/**
 * waiting → timeout, of locked rows. A wait that was answered and renewed just before the lock goes on.
 *
 * $1 uuid[] tasks · $2 text[] their error codes · $3 text[] their messages · $4 text[] statuses that may move · $5 text actor
 */
export const TIME_OUT_WAITS = statement<
  [readonly string[], readonly string[], readonly string[], readonly string[], string],
  EventRow
>(
  'engine_time_out_waits',
  `
WITH moved AS (
  UPDATE tasks AS task
     SET status = 'timeout', event_seq = task.event_seq + 1, completed_at = now(), updated_at = now(),
         error_code = ended.code, error_class = 'timeout', error_message = ended.message
    FROM unnest($1::uuid[], $2::text[], $3::text[]) AS ended(task_id, code, message)
   WHERE task.task_id = ended.task_id AND task.status = ANY ($4)
     AND EXISTS (SELECT 1 FROM task_waits AS wait
                  WHERE wait.task_id = task.task_id AND wait.answered_at IS NULL AND wait.expires_at <= now())
  RETURNING task.task_id, task.event_seq, 'timed_out' AS type, 'waiting' AS from_status, task.status AS to_status,
            task.lease_no, $5::text AS actor, clock_timestamp() AS at,
            jsonb_build_object('error_code', ended.code, 'error_class', 'timeout', 'message', ended.message) AS data,
            task.trace_parent, task.team, task.agent_id, task.tenant
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS} FROM moved`,
);

/** Waits of tasks that have ended otherwise are over, too; so that nobody looks at them again. */
export const CLOSE_STALE_WAITS = statement<[number]>(
  'engine_close_stale_waits',
  `
UPDATE task_waits AS wait SET answered_at = now()
 WHERE wait.task_id IN (SELECT stale.task_id FROM task_waits AS stale JOIN tasks AS task USING (task_id)
                         WHERE stale.answered_at IS NULL AND stale.expires_at <= now() AND task.status <> 'waiting'
                         ORDER BY stale.expires_at LIMIT $1)`,
);
