import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../sql/append-events';
import type { EventRow } from '../../sql/event-row';

export interface AbandonedRow extends EventRow {
  readonly failures_counted: number;
}

/**
 * pending, queued → failed, of tasks whose agent has been gone for too long. The dead letters follow in the same
 * transaction.
 *
 * $1 text[]  statuses that may move
 * $2 float8  seconds an agent may be gone
 * $3 int     at most so many
 * $4 text    actor
 * $5 text    error code
 * $6 text    error class
 * $7 text    error message
 */
export const FAIL_ABANDONED = statement<
  [
    mayMove: readonly string[],
    graceSeconds: number,
    atMost: number,
    actor: string,
    code: string,
    errorClass: string,
    message: string,
  ],
  AbandonedRow
>(
  'engine_fail_abandoned',
  `
WITH abandoned AS MATERIALIZED (
  SELECT task.task_id
    FROM agents AS agent
   CROSS JOIN LATERAL (
     (SELECT task_id FROM tasks
       WHERE team = agent.team AND agent_id = agent.agent_id AND status = 'pending' LIMIT $3)
     UNION ALL
     (SELECT task_id FROM tasks
       WHERE team = agent.team AND agent_id = agent.agent_id AND status = 'queued' LIMIT $3)) AS task
   WHERE agent.retired_at <= now() - make_interval(secs => $2)
   LIMIT $3
), locked AS MATERIALIZED (
  SELECT task.task_id, task.status AS from_status
    FROM tasks AS task
   WHERE task.task_id IN (SELECT task_id FROM abandoned) AND task.status = ANY ($1)
   ORDER BY task.task_id
     FOR NO KEY UPDATE SKIP LOCKED
), moved AS (
  UPDATE tasks AS task
     SET status = 'failed', event_seq = task.event_seq + 1, completed_at = now(), updated_at = now(),
         error_code = $5::text, error_class = $6::text, error_message = $7::text
    FROM locked
   WHERE task.task_id = locked.task_id AND task.status = locked.from_status
  RETURNING task.task_id, task.event_seq, 'failed' AS type, locked.from_status, task.status AS to_status,
            task.lease_no, $4::text AS actor, clock_timestamp() AS at,
            jsonb_build_object('error_code', $5::text, 'error_class', $6::text, 'message', $7::text) AS data,
            task.trace_parent, task.team, task.agent_id, task.tenant, task.failures_counted
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS}, moved.failures_counted FROM moved`,
);
