import { isCompensation, mapOf, type PlanNode, StepStatus } from '@cadre/domain';
import type { StepDetails } from '@cadre/persistence';
import type { ElementCounts, StepItem } from './workflow-answers';

/** A step that something has happened to; what it put out is added by who knows the others. */
export function stepItem(step: StepDetails): Omit<StepItem, 'output'> {
  const { path, type, status, reason, attempt, task_id, child_workflow_id, started_at, completed_at, due_at } = step;
  const { error_code: code, error_message: message } = step;
  return {
    ...{ step_id: stepIdOf(path), path, type, status, reason, attempt, task_id, child_workflow_id },
    ...{ started_at, completed_at, due_at: status === StepStatus.Waiting ? due_at : null },
    duration_seconds: secondsBetween(started_at, completed_at),
    error: code === null ? null : { code, message },
    ...(type === 'map' && { elements: elementsOf(step) }),
    ...(type === 'approval' && approvalOf(step)),
  };
}

/** A step that nothing has happened to: its turn has not come, or never will. */
export function untouchedStepItem({ path, kind }: PlanNode, status: StepStatus): StepItem {
  const nothing = { task_id: null, child_workflow_id: null, started_at: null, completed_at: null, due_at: null };
  const reason = status === StepStatus.Skipped ? 'branch' : null;
  return {
    ...{ step_id: stepIdOf(path), path, type: kind, status, reason, attempt: 0, ...nothing },
    ...{ duration_seconds: null, output: null, error: null },
  };
}

/** A step's own name; an element bears its map's. */
export function stepIdOf(path: string): string {
  const step = isCompensation(path) ? path.slice(0, path.lastIndexOf(':')) : path;
  const named = step.endsWith(']') ? mapOf(step) : step;
  return named.slice(named.lastIndexOf('.') + 1);
}

function secondsBetween(from: Date | null, to: Date | null): number | null {
  return from === null || to === null ? null : Math.max(0, to.getTime() - from.getTime()) / 1000;
}

function elementsOf({ total, created: started, done, failed }: StepDetails): ElementCounts {
  return { total, started, done, failed };
}

function approvalOf({ detail, decided_by, decided_at }: StepDetails): Partial<StepItem> {
  return { approval: detail.kind === 'opened' ? detail.value : null, decided_by, decided_at };
}
