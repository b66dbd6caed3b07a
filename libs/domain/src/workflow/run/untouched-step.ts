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

/** Outside of maps a node has one step, and nothing changes a state: all runs of a plan may share it. */
const outside = new WeakMap<PlanNode, StepState>();

/** A step that nothing has happened to. */
export function untouchedStep(path: string, node: PlanNode): StepState {
  if (node.map !== null) return create(path, node);
  const known = outside.get(node);
  if (known !== undefined) return known;
  const step = create(path, node);
  outside.set(node, step);
  return step;
}

function create(path: string, node: PlanNode): StepState {
  const index = node.path.endsWith('[]') ? indexOf(path) : null;
  return { ...UNTOUCHED, path, node: node.path, scope: scopeOf(path), type: node.kind, index };
}
