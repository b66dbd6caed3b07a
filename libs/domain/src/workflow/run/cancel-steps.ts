import { endStep, settleList, settleMap } from './end-step';
import type { RunDraft } from './run-draft';
import { isLeaf, isOpen } from './step-kind';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

/** Asks everything loaded to stop that belongs to something that stops. */
export function cancelSteps(draft: RunDraft): void {
  for (const { path } of draft.all()) {
    const step = draft.find(path);
    if (!step || !isOpen(step) || step.cancelAsked || !isStopping(draft, step)) continue;
    if (isLeaf(step)) cancelLeaf(draft, step);
    else draft.change(step, { cancelAsked: true });
    // There may be more than what is loaded: the next fold looks, until one has nobody left to ask.
    if (step.type === 'map' || step.scope !== '') draft.unfinished = true;
  }
  // What contains nothing that runs ends without anybody telling it.
  for (const { path } of [...draft.all()].reverse()) {
    const step = draft.find(path);
    if (!step?.cancelAsked || !isOpen(step) || isLeaf(step)) continue;
    if (step.type === 'map') settleMap(draft, step);
    else settleList(draft, step);
  }
}

function cancelLeaf(draft: RunDraft, step: StepState): void {
  if (step.status === StepStatus.Waiting) return endStep(draft, step, { status: StepStatus.Cancelled });
  draft.change(step, { cancelAsked: true });
  if (step.taskId !== null) draft.actions.push({ kind: 'cancel_task', taskId: step.taskId });
  if (step.childId !== null) draft.actions.push({ kind: 'cancel_child', childId: step.childId });
}

/** Whether a step is part of something that was asked to stop. What undoes a run is not. */
export function isStopping(draft: RunDraft, step: StepState): boolean {
  if (step.type === 'compensation') return false;
  if (draft.run.cancelRequested) return true;
  const around = draft.parentOf(step);
  return around !== null && (around.cancelAsked || isStopping(draft, around));
}
