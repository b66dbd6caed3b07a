import { isStepEnd, StepStatus } from './step-status';
import type { StepState } from './step-state';

/** Whether a step does something itself, instead of containing others. */
export function isLeaf({ type }: Pick<StepState, 'type'>): boolean {
  return type !== 'parallel' && type !== 'map' && type !== 'switch';
}

/** Begun, and not ended. */
export function isOpen({ status }: StepState): boolean {
  return !isStepEnd(status) && status !== StepStatus.Pending;
}
