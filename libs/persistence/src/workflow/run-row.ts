import type { RunStatus, StepStatus, StepType } from '@cadre/domain';

/** A run as it stands, without what is sealed. */
export interface RunRow {
  readonly workflow_id: string;
  readonly external_id: string | null;
  readonly tenant: string;
  readonly submitted_by: string;
  readonly submitted_by_email: string | null;
  readonly name: string;
  readonly template_id: string | null;
  readonly template_version: number | null;
  readonly status: RunStatus;
  /** A step has failed, and what was done before is being undone. */
  readonly compensating: boolean;
  /** How often it was taken up again by itself. */
  readonly restarts: number;
  readonly restarting: boolean;
  readonly total_steps: number;
  readonly completed_steps: number;
  readonly running_steps: number;
  readonly waiting_steps: number;
  readonly event_seq: number;
  readonly done_seq: number;
  readonly cancel_requested_at: Date | null;
  readonly paused_at: Date | null;
  readonly error_path: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly parent_workflow_id: string | null;
  readonly parent_path: string | null;
  readonly parent_attempt: number | null;
  /** 1 for a run nobody started but a person or a schedule. */
  readonly level: number;
  readonly trace_parent: string | null;
  readonly submitted_at: Date;
  readonly completed_at: Date | null;
  readonly updated_at: Date;
  /** When what it and its steps put out was forgotten. */
  readonly outputs_expired_at: Date | null;
}

/** The columns of a RunRow, out of `workflows AS run`. */
export const RUN_COLUMNS = `
  run.workflow_id, run.external_id, run.tenant, run.submitted_by, run.submitted_by_email, run.name, run.template_id,
  run.template_version, run.status, run.compensating, run.restarts, run.restarting, run.total_steps,
  run.completed_steps, run.running_steps, run.waiting_steps, run.event_seq, run.done_seq, run.cancel_requested_at,
  run.paused_at, run.error_path, run.error_code, run.error_message, run.parent_workflow_id, run.parent_path,
  run.parent_attempt, run.level, run.trace_parent, run.submitted_at, run.completed_at, run.updated_at,
  run.outputs_expired_at`;

/** A step as it stands, without what is sealed. Steps nothing has happened to have no row: they are pending. */
export interface StepRow {
  readonly workflow_id: string;
  /** Where it stands in the run: `assets.image`, `stories[3]`. */
  readonly path: string;
  /** Where it stands in the definition: `stories[]`. */
  readonly node: string;
  /** The element it belongs to; empty outside of maps. */
  readonly scope: string;
  readonly element_index: number | null;
  readonly type: StepType | 'compensation';
  readonly status: StepStatus;
  readonly reason: string | null;
  readonly attempt: number;
  readonly task_id: string | null;
  readonly child_workflow_id: string | null;
  readonly branch: string | null;
  /** Elements of a map: in all, begun, ended, and ended without success. */
  readonly total: number;
  readonly created: number;
  readonly done: number;
  readonly failed: number;
  readonly redo: number;
  readonly due_at: Date | null;
  readonly cancel_asked: boolean;
  readonly compensable: boolean;
  readonly compensated: boolean;
  readonly done_no: number | null;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly started_at: Date | null;
  readonly completed_at: Date | null;
}

/** The columns of a StepRow, out of `workflow_steps AS step`. */
export const STEP_COLUMNS = `
  step.workflow_id, step.path, step.node, step.scope, step.element_index, step.type, step.status, step.reason,
  step.attempt, step.task_id, step.child_workflow_id, step.branch, step.total, step.created, step.done, step.failed,
  step.redo, step.due_at, step.cancel_asked, step.compensable, step.compensated, step.done_no, step.decided_at,
  step.decided_by, step.error_code, step.error_message, step.started_at, step.completed_at`;

/** One event of a run. */
export interface RunEventRow {
  readonly workflow_id: string;
  readonly seq: number;
  readonly type: string;
  readonly path: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly attempt: number | null;
  readonly actor: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>> | null;
}

export const RUN_EVENT_COLUMNS = `
  event.workflow_id, event.seq, event.type, event.path, event.from_status AS "from", event.to_status AS "to",
  event.attempt, event.actor, event.at, event.data`;
