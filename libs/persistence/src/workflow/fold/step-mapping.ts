import type { PayloadCipher } from '@cadre/crypto';
import { cleanJson, cleanText, type RunState, type StepState } from '@cadre/domain';
import type { RunRow, StepRow } from '../run-row';
import { stepAad } from '../workflow-aad';

/** A loaded row as the engine sees it. */
export function toStepState(row: StepRow & { readonly follows: readonly string[] }): StepState {
  const { error_code: code, error_message: message } = row;
  return {
    ...{ path: row.path, node: row.node, scope: row.scope, index: row.element_index, type: row.type },
    ...{ status: row.status, reason: row.reason, attempt: row.attempt, follows: row.follows, taskId: row.task_id },
    ...{ childId: row.child_workflow_id, branch: row.branch, total: row.total, created: row.created, done: row.done },
    ...{ failed: row.failed, redo: row.redo, dueAtMs: row.due_at?.getTime() ?? null, cancelAsked: row.cancel_asked },
    ...{ compensable: row.compensable, compensated: row.compensated, doneNo: row.done_no },
    error: code === null ? null : { code, message: message ?? '' },
  };
}

/** A step as it is written: JSON that PostgreSQL reads as a row. */
export function toStepJson(step: StepState, run: RunRow, cipher: PayloadCipher): Record<string, unknown> {
  const seal = (column: 'sealed_detail' | 'sealed_items' | 'sealed_output', value: unknown): string | null =>
    value === undefined
      ? null
      : cipher.seal(JSON.stringify(cleanJson(value)), stepAad(run.tenant, run.workflow_id, step.path, column));
  return {
    ...{ path: step.path, node: step.node, scope: step.scope, element_index: step.index, type: step.type },
    ...{ status: step.status, reason: step.reason, attempt: step.attempt, follows: step.follows },
    ...{ task_id: step.taskId, child_workflow_id: step.childId, branch: step.branch, total: step.total },
    ...{ created: step.created, done: step.done, failed: step.failed, redo: step.redo, cancel_asked: step.cancelAsked },
    due_at: step.dueAtMs === null ? null : new Date(step.dueAtMs).toISOString(),
    ...{ compensable: step.compensable, compensated: step.compensated, done_no: step.doneNo },
    cache_hash: step.cacheHash ?? null,
    sealed_detail: seal('sealed_detail', step.detail),
    sealed_items: seal('sealed_items', step.items),
    sealed_output: seal('sealed_output', step.output),
    error_code: step.error?.code ?? null,
    error_message: step.error === null ? null : cleanText(step.error.message),
  };
}

/** A loaded run as the engine sees it. */
export function toRunState(row: RunRow): RunState {
  const { error_code: code, error_message: message, error_path: path } = row;
  return {
    ...{ workflowId: row.workflow_id, status: row.status, compensating: row.compensating, restarts: row.restarts },
    ...{
      restarting: row.restarting,
      paused: row.paused_at !== null,
      cancelRequested: row.cancel_requested_at !== null,
    },
    ...{ completedSteps: row.completed_steps, runningSteps: row.running_steps, waitingSteps: row.waiting_steps },
    doneSeq: row.done_seq,
    error: code === null ? null : { code, message: message ?? '', path: path ?? '' },
  };
}
