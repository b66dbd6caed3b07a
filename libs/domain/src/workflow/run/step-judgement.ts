import type { RunDraft } from './run-draft';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

/** Whether what follows a step, or contains it, suffers from how it ended. */
export function isBad(draft: RunDraft, step: StepState): boolean {
  if (step.status !== StepStatus.Failed && step.status !== StepStatus.Cancelled) return false;
  return draft.optionsOf(step).continue_on_failure !== true;
}
