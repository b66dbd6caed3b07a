import type { RetryPolicy, TaskStatus } from '@cadre/domain';

/** Tokens and cost of attempts. */
export interface UsageRow {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly cost_micro_usd?: number;
}

/** A task as it stands. The lease's token and claim id never leave the engine. */
export interface TaskRow {
  readonly task_id: string;
  readonly tenant: string;
  readonly agent_id: string;
  readonly team: string;
  readonly submitted_by: string;
  readonly submitted_by_email: string | null;
  readonly priority: number;
  readonly submit_no: number;
  readonly status: TaskStatus;
  readonly dispatch_no: number;
  readonly event_seq: number;
  readonly lease_no: number;
  readonly worker_id: string | null;
  readonly worker_host: string | null;
  readonly lease_expires_at: Date | null;
  readonly failures_counted: number;
  readonly max_retries: number;
  readonly retry_policy: RetryPolicy;
  readonly available_at: Date;
  readonly expires_at: Date | null;
  readonly timeout_seconds: number;
  readonly soft_timeout_seconds: number;
  readonly progress: number;
  readonly current_step: string | null;
  readonly progress_message: string | null;
  readonly error_code: string | null;
  readonly error_class: string | null;
  readonly error_message: string | null;
  readonly dedupe_key: string | null;
  readonly tags: string[];
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly input_artifacts: string[];
  readonly submitted_at: Date;
  readonly execute_at: Date | null;
  readonly queued_at: Date | null;
  readonly started_at: Date | null;
  readonly completed_at: Date | null;
  readonly cancel_requested_at: Date | null;
  readonly cancel_requested_by: string | null;
  readonly parent_task_id: string | null;
  readonly retried_from: string | null;
  readonly agent_version: string | null;
  readonly usage: UsageRow | null;
  readonly trace_parent: string | null;
  /** The step of a workflow it is for. */
  readonly workflow_id: string | null;
  readonly workflow_path: string | null;
  readonly workflow_attempt: number | null;
  readonly updated_at: Date;
}

const COLUMNS: readonly (keyof TaskRow)[] = [
  'task_id',
  'tenant',
  'agent_id',
  'team',
  'submitted_by',
  'submitted_by_email',
  'priority',
  'submit_no',
  'status',
  'dispatch_no',
  'event_seq',
  'lease_no',
  'worker_id',
  'worker_host',
  'lease_expires_at',
  'failures_counted',
  'max_retries',
  'retry_policy',
  'available_at',
  'expires_at',
  'timeout_seconds',
  'soft_timeout_seconds',
  'progress',
  'current_step',
  'progress_message',
  'error_code',
  'error_class',
  'error_message',
  'dedupe_key',
  'tags',
  'metadata',
  'input_artifacts',
  'submitted_at',
  'execute_at',
  'queued_at',
  'started_at',
  'completed_at',
  'cancel_requested_at',
  'cancel_requested_by',
  'parent_task_id',
  'retried_from',
  'agent_version',
  'usage',
  'trace_parent',
  'workflow_id',
  'workflow_path',
  'workflow_attempt',
  'updated_at',
];

/** The columns of a TaskRow, out of `tasks AS task`. */
export const TASK_COLUMNS = COLUMNS.map((column) => `task.${column}`).join(', ');
