import type { RunDraft } from './run-draft';
import { RunStatus } from './run-status';
import { isBad } from './step-judgement';
import { isStepEnd } from './step-status';
import type { StepError, StepState } from './step-state';

/** How a run stands after a fold: it goes on, or what it comes to when nothing of it is left. */
export type RunOutlook =
  | {
      readonly kind: 'open';
      readonly status: typeof RunStatus.Running | typeof RunStatus.Waiting | typeof RunStatus.Paused;
    }
  | { readonly kind: 'completed' | 'cancelled' }
  | { readonly kind: 'failed'; readonly error: StepError & { readonly path: string } };

export function outlookOfRun(draft: RunDraft): RunOutlook {
  const { runningSteps, waitingSteps, cancelRequested, paused } = draft.run;
  const isIdle = runningSteps === 0 && waitingSteps === 0 && !draft.unfinished && draft.unmapped.size === 0;
  const top = topSteps(draft);
  if (isIdle && cancelRequested) return { kind: 'cancelled' };
  if (isIdle && top.every(({ status }) => isStepEnd(status))) return endOf(draft, top);
  if (paused) return { kind: 'open', status: RunStatus.Paused };
  const waits = runningSteps === 0 && waitingSteps > 0 && !draft.unfinished;
  return { kind: 'open', status: waits ? RunStatus.Waiting : RunStatus.Running };
}

function topSteps(draft: RunDraft): StepState[] {
  const nodes = [...draft.plan.nodes.values()].filter(({ parent }) => parent === null);
  return nodes.map((node) => draft.at(node, ''));
}

function endOf(draft: RunDraft, top: readonly StepState[]): RunOutlook {
  const bad = top.find((step) => isBad(draft, step));
  if (!bad) return { kind: 'completed' };
  const { code, message } = bad.error ?? { code: 'CANCELLED', message: 'was cancelled' };
  return { kind: 'failed', error: { path: bad.path, code, message } };
}

/** Whether a failed run takes itself up again: once, if its definition says so. */
export function restartsItself(draft: RunDraft): boolean {
  return draft.plan.definition.on_failure?.retry_workflow === true && draft.run.restarts === 0;
}
