import type { PlanDependency, PlanNode } from '../plan/workflow-plan';
import { instancePath } from './instance-path';
import type { RunDraft } from './run-draft';
import { isBad } from './step-judgement';
import { isStepEnd, StepStatus } from './step-status';
import type { StepState } from './step-state';

/** How a step stands for those that wait for it. `lost`: it will never be what they need. */
export type Outlook = 'open' | 'done' | 'lost';

/** Whether a step can start: everything is done, something is lost, or it waits. */
export function outlookOf(draft: RunDraft, node: PlanNode, scope: string): Outlook {
  const outlooks = node.dependencies.map((dependency) => dependencyOutlook(draft, dependency, scope));
  if (outlooks.includes('open')) return 'open';
  return outlooks.includes('lost') ? 'lost' : 'done';
}

/** The paths a step waits for. */
export function followsOf(node: PlanNode, scope: string): string[] {
  const waited = node.dependencies.filter(({ reason }) => reason !== 'branch');
  return [...new Set(waited.map(({ path }) => instancePath(path, scope)))];
}

function dependencyOutlook(draft: RunDraft, { path, reason }: PlanDependency, scope: string): Outlook {
  const node = draft.plan.nodes.get(path);
  if (!node) return 'done';
  const step = draft.at(node, scope);
  if (reason === 'branch') return step.status === StepStatus.Pending ? 'open' : 'done';
  if (isStepEnd(step.status)) return outlookOfEnd(draft, step);
  return step.status === StepStatus.Pending ? outlookFromAround(draft, node, scope) : 'open';
}

function outlookOfEnd(draft: RunDraft, step: StepState): Outlook {
  if (step.status === StepStatus.Skipped) return step.reason === 'dependency' ? 'lost' : 'done';
  return isBad(draft, step) ? 'lost' : 'done';
}

/** A step that never started, because what contains it has ended or has gone another way. */
function outlookFromAround(draft: RunDraft, node: PlanNode, scope: string): Outlook {
  if (node.parent === null) return 'open';
  const parentNode = draft.plan.nodes.get(node.parent);
  if (!parentNode) return 'open';
  const parent = draft.at(parentNode, scope);
  if (parent.status === StepStatus.Pending) return outlookFromAround(draft, parentNode, scope);
  if (isStepEnd(parent.status)) return outlookOfEnd(draft, parent);
  return isOtherBranch(node, parent) ? 'done' : 'open';
}

/** Whether a step stands in a branch that its switch did not choose. */
export function isOtherBranch(node: PlanNode, around: StepState): boolean {
  return around.type === 'switch' && around.status !== StepStatus.Pending && String(node.branch) !== around.branch;
}
