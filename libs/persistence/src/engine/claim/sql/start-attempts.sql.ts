import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../sql/append-events';
import type { EventRow } from '../../sql/event-row';

/**
 * queued → running: claim and start are one move. The rows are locked already.
 *
 * $1 uuid[]  tasks
 * $2 uuid[]  lease tokens
 * $3 uuid[]  claims
 * $4 text[]  workers
 * $5 text[]  their hosts
 * $6 text[]  statuses that may move
 * $7 float8  seconds of a lease
 */
export const START_ATTEMPTS = statement<
  [
    readonly string[],
    readonly string[],
    readonly string[],
    readonly string[],
    readonly string[],
    readonly string[],
    number,
  ],
  EventRow
>(
  'engine_start_attempts',
  `
WITH moved AS (
  UPDATE tasks AS task
     SET status = 'running', lease_no = task.lease_no + 1, event_seq = task.event_seq + 1,
         lease_token = won.lease_token, claim_id = won.claim_id, worker_id = won.worker_id, worker_host = won.worker_host,
         lease_expires_at = clock_timestamp() + make_interval(secs => $7), started_at = now(),
         progress = 0, current_step = NULL, progress_message = NULL, updated_at = now()
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[])
         AS won(task_id, lease_token, claim_id, worker_id, worker_host)
   WHERE task.task_id = won.task_id AND task.status = ANY ($6)
  RETURNING task.task_id, task.event_seq, 'started' AS type, 'queued' AS from_status, task.status AS to_status,
            task.lease_no, 'worker:' || task.worker_id AS actor, clock_timestamp() AS at,
            jsonb_build_object('worker_id', task.worker_id, 'dispatch_no', task.dispatch_no) AS data,
            task.trace_parent, task.team, task.agent_id, task.tenant
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS} FROM moved`,
);
