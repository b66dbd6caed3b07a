import { statement, unnamedStatement } from '@cadre/persistence';

/** A task that waits or runs, if there is one. */
export const FIND_UNSETTLED = statement<[], { submit_no: number }>(
  'bench_find_unsettled',
  `
(SELECT submit_no FROM tasks WHERE status IN ('queued', 'claimed', 'running') LIMIT 1)
UNION ALL
(SELECT submit_no FROM tasks WHERE status = 'pending' LIMIT 1)
UNION ALL
(SELECT submit_no FROM tasks WHERE status IN ('scheduled', 'retry') LIMIT 1)
 LIMIT 1`,
);

/** A task that a worker has or is about to get, if there is one. */
export const FIND_IN_FLIGHT = statement<[], { submit_no: number }>(
  'bench_find_in_flight',
  `SELECT submit_no FROM tasks WHERE status IN ('queued', 'claimed', 'running') LIMIT 1`,
);

/**
 * One of these tasks that has not ended, if there is one. Planned anew each time: how many others there are decides.
 *
 * $1, $2 bigint their first and last number
 */
export const FIND_UNFINISHED = unnamedStatement<{ submit_no: number }>(
  `SELECT task_listing.submit_no FROM task_listing JOIN tasks USING (task_id)
    WHERE task_listing.submit_no BETWEEN $1 AND $2 AND completed_at IS NULL
    ORDER BY task_listing.submit_no DESC LIMIT 1`,
);

/**
 * How many of these tasks ended each second, from the first start to the last end.
 *
 * $1, $2 bigint their first and last number
 */
export const READ_RATE = unnamedStatement<{ rate: number }>(
  `SELECT (count(*) / extract(epoch FROM max(completed_at) - min(started_at)))::float8 AS rate
     FROM task_listing JOIN tasks USING (task_id) WHERE task_listing.submit_no BETWEEN $1 AND $2`,
);

export const READ_LAST_NUMBER = statement<[], { last: number }>(
  'bench_read_last_number',
  'SELECT last_value AS last FROM task_submit_no',
);

export const FIND_BACKEND = statement<[], { pid: number }>('bench_find_backend', 'SELECT pg_backend_pid() AS pid');

export const CLEAR = `TRUNCATE tasks, task_payloads, task_events, task_history, task_logs, checkpoints, dlq_tasks,
                               idempotency_keys, workflows, workflow_steps, workflow_events, workflow_inbox,
                               workflow_signals, scheduled_tasks, schedule_runs`;
