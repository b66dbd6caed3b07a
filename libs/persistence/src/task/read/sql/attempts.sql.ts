import { statement } from '../../../database/statement';
import type { AttemptRow } from '../task-details';

/**
 * The attempts of a task, oldest first; the one under way last.
 *
 * $1 uuid  task
 */
export const ATTEMPTS = statement<[string], AttemptRow>(
  'task_attempts',
  `
SELECT lease_no, worker_id, outcome, error_code, error_class, error_message, counted, started_at, finished_at,
       duration_ms, queue_wait_ms, agent_version, usage
  FROM task_history
 WHERE task_id = $1
 UNION ALL
SELECT lease_no, worker_id, NULL, NULL, NULL, NULL, false, started_at, NULL, NULL,
       (extract(epoch FROM started_at - available_at) * 1000)::int, agent_version, NULL
  FROM tasks
 WHERE task_id = $1 AND status IN ('claimed', 'running')
 ORDER BY lease_no`,
);

export interface SealedLogRow {
  readonly tenant: string;
  readonly lease_no: number;
  readonly line_no: number;
  readonly at: Date;
  readonly level: string;
  readonly sealed: string;
}

/**
 * Log lines after a place, in order.
 *
 * $1 uuid task · $2 int only this attempt, or null · $3 int after this attempt · $4 int and this line · $5 int limit
 */
export const LOG_LINES = statement<[string, number | null, number, number, number], SealedLogRow>(
  'task_log_lines',
  `
SELECT task.tenant, line.lease_no, line.line_no, line.at, line.level, line.sealed
  FROM task_logs AS line
  JOIN tasks AS task USING (task_id)
 WHERE line.task_id = $1 AND ($2::int IS NULL OR line.lease_no = $2) AND (line.lease_no, line.line_no) > ($3, $4)
 ORDER BY line.lease_no, line.line_no
 LIMIT $5`,
);
