import { TaskErrorCode } from '@cadre/contracts';
import { isTerminal, priorityName, TaskStatus } from '@cadre/domain';
import type { TaskDetails, TaskRow, UsageRow } from '@cadre/persistence';
import { API } from '../../http/paths';
import { artifactView } from '../../http/artifact-view';
import { errorIn, valueOf } from '../../http/payload-error';
import { shownResult } from './shown-payload';
import type { TaskError, TaskSummary, TaskUsage, TaskView } from './task-answers';

/** When and why: what is not in the row but judged now. */
export type TaskProspects = Pick<
  TaskView,
  'queue_position' | 'queue_position_estimated' | 'waiting_for' | 'estimated_start_at' | 'estimated_completion_at'
>;

/** The part of a task that a list shows. */
export function taskSummary(row: TaskRow, nowMs: number): TaskSummary {
  return {
    task_id: row.task_id,
    agent_id: row.agent_id,
    team: row.team,
    tenant: row.tenant,
    status: row.status,
    priority: priorityName(row.priority),
    progress: row.progress,
    current_step: row.current_step,
    submitted_by: row.submitted_by,
    submitted_by_email: row.submitted_by_email,
    submitted_at: row.submitted_at,
    execute_at: row.execute_at,
    expires_at: row.expires_at,
    queued_at: row.queued_at,
    started_at: row.started_at,
    completed_at: row.completed_at,
    cancel_requested_at: row.cancel_requested_at,
    updated_at: row.updated_at,
    duration_seconds: durationOf(row, nowMs),
    attempt_count: row.lease_no,
    next_attempt_at: row.status === 'retry' ? row.available_at : null,
    error: errorOf(row),
    tags: row.tags,
    metadata: row.metadata,
    usage: usageOf(row.usage),
    workflow_id: row.workflow_id,
    workflow_path: row.workflow_path,
    parent_task_id: row.parent_task_id,
    retried_from: row.retried_from,
    links: linksOf(row.task_id),
  };
}

/** The whole task; stack traces and dead letters are for admins. */
export function taskView(
  task: TaskDetails,
  prospects: TaskProspects,
  { nowMs, isAdmin }: { readonly nowMs: number; readonly isAdmin: boolean },
): TaskView {
  const summary = taskSummary(task, nowMs);
  return {
    ...summary,
    ...prospects,
    error: summary.error && { ...summary.error, ...(isAdmin && stackTraceOf(task)) },
    progress_message: task.progress_message,
    retry_count: task.retry_count,
    max_retries: task.max_retries,
    retry: task.retry_policy,
    timeout_seconds: task.timeout_seconds,
    soft_timeout_seconds: task.soft_timeout_seconds,
    dedupe_key: task.dedupe_key,
    input_artifacts: task.input_artifacts,
    agent_version: task.agent_version,
    worker_id: task.worker_id,
    ...shownResult(task.result),
    ...(task.result_expired && { result_expired: true as const }),
    artifacts: task.artifacts.map(artifactView),
    retried_by: task.retried_by,
    ...(isAdmin && { dlq_id: task.dlq_id }),
  };
}

/** How long the latest attempt took, or has taken so far. */
function durationOf({ started_at, completed_at, status }: TaskRow, nowMs: number): number | null {
  if (started_at === null) return null;
  if (!isTerminal(status) && status !== 'running') return null;
  return Math.max(0, (completed_at?.getTime() ?? nowMs) - started_at.getTime()) / 1000;
}

/** What went wrong last; a task that made it in the end has no error, and a cancelled one only that it was. */
function errorOf({ status, error_code, error_class, error_message }: TaskRow): TaskError | null {
  if (status === TaskStatus.Cancelled) return cancelError(error_code, error_message);
  if (error_code === null || status === TaskStatus.Completed) return null;
  return { code: error_code, class: error_class, message: error_message };
}

/** One that was cancelled while it ran bears no code of its own. */
function cancelError(code: string | null, message: string | null): TaskError {
  return { code: code ?? TaskErrorCode.Cancelled, class: null, message: message ?? 'The task was cancelled.' };
}

/** Of the attempt that failed: a cancelled task may have had one before, which is not why it ended. */
function stackTraceOf({ status, stack_trace }: TaskDetails): Pick<TaskError, 'stack_trace' | 'stack_trace_error'> {
  if (status === TaskStatus.Cancelled) return { stack_trace: null };
  const error = errorIn(stack_trace);
  return { stack_trace: valueOf(stack_trace), ...(error && { stack_trace_error: error }) };
}

function usageOf(usage: UsageRow | null): TaskUsage {
  return {
    tokens: { input: usage?.input_tokens ?? 0, output: usage?.output_tokens ?? 0 },
    // A cost that is not there is unknown, unless nothing was used.
    cost: { micro_usd: usage === null ? 0 : (usage.cost_micro_usd ?? null) },
  };
}

function linksOf(taskId: string): Record<string, string> {
  const self = `/${API}/tasks/${taskId}`;
  return {
    self,
    events: `${self}/events`,
    attempts: `${self}/attempts`,
    logs: `${self}/logs`,
    artifacts: `${self}/artifacts`,
    retry: `${self}/retry`,
  };
}
