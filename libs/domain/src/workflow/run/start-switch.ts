import { evaluateCondition } from '../condition/evaluate-condition';
import type { Scope } from '../template/resolve-path';
import { CannotStart } from './cannot-start';
import { endStep } from './end-step';
import type { ReadyStep } from './ready-steps';
import type { RunDraft } from './run-draft';
import { StepStatus } from './step-status';

/** The first case that holds is taken; one that is started anew keeps its branch. */
export function startSwitch(draft: RunDraft, ready: ReadyStep, scope: Scope, dueAtMs: number | null): void {
  const branch = ready.step.branch ?? chosenBranch(draft, ready, scope);
  const running = draft.move(ready.step, StepStatus.Running, { branch: branch ?? 'none', dueAtMs });
  if (branch === null) endStep(draft, running, { status: StepStatus.Completed });
}

function chosenBranch(draft: RunDraft, { node }: ReadyStep, scope: Scope): string | null {
  for (const [place, condition] of node.cases.entries()) {
    const evaluated = evaluateCondition(condition, scope);
    if (!evaluated.ok) throw new CannotStart({ code: evaluated.code, message: evaluated.message });
    if (evaluated.holds) return hasBranch(draft, node.children, place) ? String(place) : null;
  }
  return hasBranch(draft, node.children, 'default') ? 'default' : null;
}

/** A branch without steps is done when it is chosen. */
function hasBranch(draft: RunDraft, children: readonly string[], branch: number | 'default'): boolean {
  return children.some((path) => draft.plan.nodes.get(path)?.branch === branch);
}
