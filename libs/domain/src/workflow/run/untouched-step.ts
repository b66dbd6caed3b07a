import type { PlanNode } from '../plan/workflow-plan';
import { indexOf, scopeOf } from './instance-path';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

/** What a step is as long as nothing has happened to it, and what it is again when it is started anew. */
export const UNTOUCHED = {
  ...{ status: StepStatus.Pending, reason: null, attempt: 1, follows: [], taskId: null, childId: null, branch: null },
  ...{ total: 0, created: 0, done: 0, failed: 0, redo: 0, dueAtMs: null, cancelAsked: false, compensable: false },
  ...{ compensated: false, doneNo: null, error: null },
} as const;

/** A step that nothing has happened to. */
export function untouchedStep(path: string, node: PlanNode): StepState {
  const index = node.path.endsWith('[]') ? indexOf(path) : null;
  return { ...UNTOUCHED, ...{ path, node: node.path, scope: scopeOf(path), type: node.kind, index } };
}
