import { endStep, type StepOutcome } from './end-step';
import type { RunDraft } from './run-draft';
import { isOpen } from './step-kind';
import { StepStatus } from './step-status';
import type { StepError, StepState } from './step-state';

/** Ends what waited for a time that has come, and stops what took too long. */
export function fireTimers(draft: RunDraft, nowMs: number): void {
  for (const { path } of draft.all()) {
    const step = draft.find(path);
    if (!step || !isOpen(step) || step.dueAtMs === null || step.dueAtMs > nowMs) continue;
    if (step.status === StepStatus.Waiting) endStep(draft, step, timeOutcome(draft, step));
    else stopLate(draft, step);
  }
}

/** The error of an approval that was refused. */
export const REJECTED: StepError = { code: 'APPROVAL_REJECTED', message: 'was rejected' };

function timeOutcome(draft: RunDraft, step: StepState): StepOutcome {
  const { definition } = draft.nodeOf(step);
  if (definition.type === 'wait') return { status: StepStatus.Completed, output: null };
  if (definition.type === 'signal') {
    return { status: StepStatus.Failed, error: { code: 'SIGNAL_TIMEOUT', message: 'no signal came in time' } };
  }
  const onTimeout = definition.type === 'approval' ? (definition.on_timeout ?? 'fail') : 'fail';
  if (onTimeout === 'approve') return { status: StepStatus.Completed, output: { approved: true, timed_out: true } };
  if (onTimeout === 'reject') return { status: StepStatus.Failed, error: REJECTED };
  return { status: StepStatus.Failed, error: { code: 'APPROVAL_TIMEOUT', message: 'nobody decided in time' } };
}

/** It ends, as failed, when everything in it has stopped. A task's own limit is kept by its worker. */
function stopLate(draft: RunDraft, step: StepState): void {
  const { timeout_seconds: seconds } = draft.optionsOf(step);
  const error = step.error ?? { code: 'STEP_TIMEOUT', message: `took longer than ${seconds} s` };
  draft.change(step, { dueAtMs: null, cancelAsked: true, error });
  if (step.childId !== null) draft.actions.push({ kind: 'cancel_child', childId: step.childId });
  // The elements of a map are not all loaded.
  if (step.type === 'map') draft.unfinished = true;
}
