import type { RunDraft } from './run-draft';
import { isStepEnd, StepStatus } from './step-status';
import type { StepState } from './step-state';

/** Whether a step does something itself, instead of containing others. */
export function isLeaf({ type }: Pick<StepState, 'type'>): boolean {
  return type !== 'parallel' && type !== 'map' && type !== 'switch';
}

/** Whether what follows a step, or contains it, suffers from how it ended. */
export function isBad(draft: Pick<RunDraft, 'optionsOf'>, step: StepState): boolean {
  if (step.status !== StepStatus.Failed && step.status !== StepStatus.Cancelled) return false;
  return draft.optionsOf(step).continue_on_failure !== true;
}

/** Begun, and not ended. */
export function isOpen({ status }: StepState): boolean {
  return !isStepEnd(status) && status !== StepStatus.Pending;
}
