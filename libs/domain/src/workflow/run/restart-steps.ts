import type { RunDraft } from './run-draft';
import { roomIn } from './ready-steps';
import { isBad } from './step-judgement';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

/** Sets the loaded steps back that have to be done once more: what failed, what fell with it, what was undone. */
export function restartSteps(draft: RunDraft): void {
  draft.changeRun({ restarting: false, compensating: false, error: null });
  const again = draft.all().filter((step) => step.scope === '' && isToRedo(draft, step));
  const paths = new Set(again.flatMap((step) => [step, ...around(draft, step)]).map(({ path }) => path));
  for (const path of paths) {
    const step = draft.find(path);
    if (step && step.status !== StepStatus.Pending) restart(draft, step);
  }
}

function isToRedo(draft: RunDraft, step: StepState): boolean {
  if (step.type === 'compensation') return false;
  if (step.compensated || step.redo > 0 || isBad(draft, step)) return true;
  return step.status === StepStatus.Skipped && step.reason === 'dependency';
}

function around(draft: RunDraft, step: StepState): StepState[] {
  const parent = draft.parentOf(step);
  return parent ? [parent, ...around(draft, parent)] : [];
}

function restart(draft: RunDraft, step: StepState): void {
  const { branch, childId, total, created, failed, done } = step;
  const redo = step.redo + failed;
  draft.restart(step, { branch, childId, total, created, done: done - failed, redo });
}

/** Elements of a map that was started anew: each is begun once more. */
export function restartElements(draft: RunDraft): void {
  for (const step of draft.all()) {
    if (step.index === null || !isToRedo(draft, step)) continue;
    const map = draft.parentOf(step);
    if (map?.status !== StepStatus.Running || map.redo === 0 || map.cancelAsked) continue;
    // The others follow when these have ended.
    if (roomIn(draft, map) <= 0) continue;
    draft.change(map, { redo: map.redo - 1 });
    draft.restart(step, { childId: step.childId });
    for (const inner of draft.all()) {
      if (inner.scope === step.scope && inner.path !== step.path && isToRedo(draft, inner)) restart(draft, inner);
    }
  }
  if (draft.all().some((step) => hasMoreToRedo(draft, step))) draft.unfinished = true;
}

function hasMoreToRedo(draft: RunDraft, map: StepState): boolean {
  return map.type === 'map' && map.status === StepStatus.Running && map.redo > 0 && roomIn(draft, map) > 0;
}
