import { statement } from '../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../engine/sql/append-events';
import type { EventRow } from '../../engine/sql/event-row';

export interface WaitRow {
  readonly task_id: string;
  readonly tenant: string;
  readonly sealed_secret: string;
}

/** $1 text  hash of the token that a callback came with */
export const FIND_WAIT = statement<[string], WaitRow>(
  'wait_find',
  `
SELECT wait.task_id, task.tenant, wait.sealed_secret
  FROM task_waits AS wait
  JOIN tasks AS task USING (task_id)
 WHERE wait.token_hash = $1 AND wait.sealed_secret IS NOT NULL`,
);

export interface LockedWaitRow {
  readonly status: string;
  readonly tenant: string;
  readonly lease_no: number;
  readonly failures_counted: number;
  /** Nobody has answered since the task began to wait. */
  readonly open: boolean;
  /** This very answer came before. */
  readonly known: boolean;
}

/**
 * Locks the task that waits, and its wait: whoever had to stand in line for the first would read the second as it was.
 *
 * $1 uuid task · $2 text id of the answer
 */
export const LOCK_WAIT = statement<[string, string], LockedWaitRow>(
  'wait_lock',
  `
SELECT task.status, task.tenant, task.lease_no, task.failures_counted,
       wait.answered_at IS NULL AND wait.lease_no = task.lease_no AND wait.expires_at > now() AS open,
       $2 = ANY (wait.answer_ids) AS known
  FROM tasks AS task
  JOIN task_waits AS wait USING (task_id)
 WHERE task.task_id = $1
   FOR NO KEY UPDATE OF task, wait`,
);

/**
 * Notes that an answer has come.
 *
 * $1 uuid task · $2 text id of the answer
 */
export const NOTE_ANSWER = statement<[string, string]>(
  'wait_note_answer',
  `UPDATE task_waits SET answered_at = now(), answer_ids = array_append(answer_ids, $2) WHERE task_id = $1`,
);

/**
 * Keeps what an answer said where the next attempt finds it.
 *
 * $1 uuid task · $2 int attempt that waited · $3 text sealed
 */
export const KEEP_ANSWER = statement<[string, number, string]>(
  'wait_keep_answer',
  `
INSERT INTO checkpoints (task_id, lease_no, sealed) VALUES ($1, $2, $3)
    ON CONFLICT (task_id) DO UPDATE SET lease_no = excluded.lease_no, sealed = excluded.sealed, updated_at = now()`,
);

/**
 * waiting → pending. The row is locked already.
 *
 * $1 uuid task · $2 text[] statuses that may move · $3 text actor · $4 jsonb what the event says
 */
export const RESUME_TASK = statement<[string, readonly string[], string, string], EventRow>(
  'wait_resume_task',
  `
WITH moved AS (
  UPDATE tasks AS task
     SET status = 'pending', event_seq = task.event_seq + 1, available_at = now(), queued_at = NULL, updated_at = now()
   WHERE task.task_id = $1 AND task.status = ANY ($2)
  RETURNING task.task_id, task.event_seq, 'resumed' AS type, 'waiting' AS from_status, task.status AS to_status,
            task.lease_no, $3::text AS actor, clock_timestamp() AS at, $4::jsonb AS data,
            task.trace_parent, task.team, task.agent_id, task.tenant
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS} FROM moved`,
);
