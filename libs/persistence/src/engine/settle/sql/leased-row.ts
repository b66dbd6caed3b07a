import type { RetryPolicy, TaskStatus } from '@cadre/domain';

/** What the end of an attempt depends on. */
export interface LeasedRow {
  readonly task_id: string;
  readonly status: TaskStatus;
  readonly team: string;
  readonly agent_id: string;
  readonly tenant: string;
  readonly submitted_by: string;
  readonly lease_no: number;
  readonly lease_token: string | null;
  readonly worker_id: string | null;
  readonly failures_counted: number;
  readonly max_retries: number;
  readonly retry_policy: RetryPolicy;
  readonly cancel_requested: boolean;
  readonly usage: Record<string, number> | null;
  readonly ran_ms: number | null;
  readonly waited_ms: number | null;
  readonly submitted_at: Date;
}

/** The columns of a LeasedRow out of `task`. */
export const LEASED_COLUMNS = `
  task.task_id, task.status, task.team, task.agent_id, task.tenant, task.submitted_by, task.lease_no, task.lease_token,
  task.worker_id, task.failures_counted, task.max_retries, task.retry_policy,
  task.cancel_requested_at IS NOT NULL AS cancel_requested, task.usage, task.submitted_at,
  round(extract(epoch FROM now() - task.started_at) * 1000)::float8 AS ran_ms,
  round(extract(epoch FROM task.started_at - task.available_at) * 1000)::float8 AS waited_ms`;
