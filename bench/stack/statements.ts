import { statement } from '@cadre/persistence';

/**
 * A task that waits or runs, if there is one.
 *
 * $1 bigint the last submission that counts
 */
export const FIND_UNSETTLED = statement<[number], { submit_no: number }>(
  'bench_find_unsettled',
  `
(SELECT submit_no FROM tasks WHERE status IN ('queued', 'claimed', 'running') AND submit_no <= $1 LIMIT 1)
UNION ALL
(SELECT submit_no FROM tasks WHERE status = 'pending' AND submit_no <= $1 LIMIT 1)
UNION ALL
(SELECT submit_no FROM tasks WHERE status IN ('scheduled', 'retry') AND submit_no <= $1 LIMIT 1)
 LIMIT 1`,
);

export const FIND_BACKEND = statement<[], { pid: number }>('bench_find_backend', 'SELECT pg_backend_pid() AS pid');

export const CLEAR = `TRUNCATE tasks, task_payloads, task_events, task_history, task_logs, checkpoints, dlq_tasks,
                               idempotency_keys`;
