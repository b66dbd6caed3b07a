import { assertNever } from '../../assert-never';
import type { RunDraft } from './run-draft';
import { isBad } from './step-judgement';
import { isOpen } from './step-kind';
import { isOtherBranch } from './step-outlook';
import { isStepEnd, StepStatus } from './step-status';
import type { StepError, StepState } from './step-state';

/** How a step's work came out. */
export type StepOutcome =
  | { readonly status: typeof StepStatus.Completed; readonly output?: StepState['output'] }
  | { readonly status: typeof StepStatus.Failed; readonly error: StepError }
  | { readonly status: typeof StepStatus.Cancelled; readonly error?: StepError };

/** Ends a step and whatever ends with it. One with an `output` mapping is completed when that is filled in. */
export function endStep(draft: RunDraft, step: StepState, outcome: StepOutcome): void {
  switch (outcome.status) {
    case StepStatus.Completed: {
      const { output } = outcome;
      const kept = output === undefined ? step : draft.change(step, { output });
      if (draft.nodeOf(kept).templates.output === undefined) completeStep(draft, kept);
      else draft.unmapped.add(kept.path);
      return;
    }
    case StepStatus.Failed:
      return settleAround(draft, draft.move(step, StepStatus.Failed, { error: outcome.error, dueAtMs: null }));
    case StepStatus.Cancelled: {
      const values = { error: outcome.error ?? null, dueAtMs: null };
      return settleAround(draft, draft.move(step, StepStatus.Cancelled, values));
    }
    default:
      return assertNever(outcome);
  }
}

/** Completes a step whose output is as it should be. */
export function completeStep(draft: RunDraft, step: StepState): void {
  const doneNo = draft.run.doneSeq + 1;
  draft.changeRun({ doneSeq: doneNo });
  const compensable = draft.optionsOf(step).compensate !== undefined;
  settleAround(draft, draft.move(step, StepStatus.Completed, { doneNo, compensable, dueAtMs: null, error: null }));
}

/** Tells what contains a step that the step has ended. */
export function settleAround(draft: RunDraft, step: StepState): void {
  const around = draft.parentOf(step);
  if (!around || !isOpen(around)) return;
  if (step.index !== null) return settleElement(draft, around, step);
  const failsFast = isBad(draft, step) && draft.optionsOf(around);
  const stopped = failsFast && 'fail_fast' in failsFast && failsFast.fail_fast === true;
  settleList(draft, stopped && !around.cancelAsked ? draft.change(around, { cancelAsked: true }) : around);
}

function settleElement(draft: RunDraft, map: StepState, element: StepState): void {
  const bad = isBad(draft, element);
  const { definition } = draft.nodeOf(map);
  const stops = bad && definition.type === 'map' && definition.fail_fast === true;
  // What runs of the others is not all loaded: the next fold asks it to stop.
  if (stops && !map.cancelAsked) draft.unfinished = true;
  // What was cancelled with its map is no failure of its own.
  const fails = bad && !(element.status === StepStatus.Cancelled && map.cancelAsked);
  const error = fails && map.error === null ? errorAround(element) : map.error;
  const values = { done: map.done + 1, failed: map.failed + (bad ? 1 : 0), error };
  settleMap(draft, draft.change(map, { ...values, cancelAsked: map.cancelAsked || stops }));
}

/** Ends a map when there is nothing more of it to come. */
export function settleMap(draft: RunDraft, map: StepState): void {
  if (map.done < map.created - map.redo || (map.redo > 0 && !map.cancelAsked)) return;
  if (map.created < map.total && !map.cancelAsked) return;
  if (map.error) return endStep(draft, map, { status: StepStatus.Failed, error: map.error });
  if (map.cancelAsked) return endStep(draft, map, { status: StepStatus.Cancelled });
  endStep(draft, map, { status: StepStatus.Completed });
}

/** Ends a parallel or a switch when there is nothing more of it to come. */
export function settleList(draft: RunDraft, around: StepState): void {
  const node = draft.nodeOf(around);
  const children = node.children.flatMap((path) => {
    const child = draft.plan.nodes.get(path);
    return child && !isOtherBranch(child, around) ? [draft.at(child, around.scope)] : [];
  });
  if (!children.every((child) => isStepEnd(child.status) || (around.cancelAsked && !isOpen(child)))) return;
  // It took too long.
  if (around.error) return endStep(draft, around, { status: StepStatus.Failed, error: around.error });
  const bad = children.find((child) => isBad(draft, child) && child.status === StepStatus.Failed);
  if (bad) return endStep(draft, around, { status: StepStatus.Failed, error: errorAround(bad) });
  if (around.cancelAsked) return endStep(draft, around, { status: StepStatus.Cancelled });
  const cancelled = children.find((child) => isBad(draft, child));
  if (cancelled) return endStep(draft, around, { status: StepStatus.Failed, error: errorAround(cancelled) });
  endStep(draft, around, { status: StepStatus.Completed });
}

/** The error of a container says which of its steps had it. */
function errorAround(step: StepState): StepError {
  const { code, message } = step.error ?? { code: 'CANCELLED', message: 'was cancelled' };
  const inner = message.startsWith('step ') ? message : `step ${step.path}: ${message}`;
  return { code, message: inner };
}
