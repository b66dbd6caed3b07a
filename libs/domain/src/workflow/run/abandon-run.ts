import type { WorkflowPlan } from '../plan/workflow-plan';
import { mapOf } from './instance-path';
import type { RunDraft } from './run-draft';
import { isLeaf, isOpen } from './step-kind';
import { StepStatus } from './step-status';
import type { RunSignal, RunState, StepError, StepState } from './step-state';

type Ended = Extract<RunSignal, { kind: 'task' | 'child' }>;

/** All that is known of a run whose definition cannot be read. */
export const NO_PLAN: WorkflowPlan = {
  ...{ definition: { name: '', steps: [] }, nodes: new Map(), order: [], output: null, outputReferences: [] },
};

/** Whether a run was given up. One that is cancelled while it undoes what it did has an error, too. */
export function isAbandoned({ cancelRequested, compensating, error }: RunState): boolean {
  return cancelRequested && !compensating && error !== null;
}

/**
 * Gives up a run that cannot go on because something it keeps cannot be read: nothing starts any more, what runs is asked
 * to stop, and when nothing runs it has failed. Looks at no value, and at the definition only if there is one.
 */
export function abandonRun(draft: RunDraft, signals: readonly RunSignal[], error: RunState['error']): void {
  draft.changeRun({ cancelRequested: true, compensating: false, restarting: false, error });
  for (const signal of signals) if (signal.kind === 'task' || signal.kind === 'child') takeEnd(draft, signal);
  for (const { path } of draft.all()) {
    const step = draft.find(path);
    if (step && isOpen(step)) stop(draft, step);
  }
}

function takeEnd(draft: RunDraft, signal: Ended): void {
  const step = draft.find(signal.path);
  if (step?.status !== StepStatus.Running || (signal.kind === 'task' && signal.attempt !== step.attempt)) return;
  if (signal.status === 'completed' && isItsOwnOutput(draft, step)) return complete(draft, step);
  const isFailure = signal.status !== 'completed' && signal.status !== 'cancelled';
  end(draft, step, isFailure ? StepStatus.Failed : StepStatus.Cancelled, signal.error);
}

/** What later steps would see is not what the task answered where that is still to be mapped: it counts as not done. */
function isItsOwnOutput({ plan }: RunDraft, { node }: StepState): boolean {
  const known = plan.nodes.get(node);
  return known !== undefined && known.templates.output === undefined;
}

function complete(draft: RunDraft, step: StepState): void {
  const doneNo = draft.run.doneSeq + 1;
  draft.changeRun({ doneSeq: doneNo });
  const compensable = step.type !== 'compensation' && draft.optionsOf(step).compensate !== undefined;
  end(draft, draft.change(step, { doneNo, compensable }), StepStatus.Completed, null);
}

function stop(draft: RunDraft, step: StepState): void {
  if (!isLeaf(step) || step.status === StepStatus.Waiting) return end(draft, step, StepStatus.Cancelled, null);
  if (step.cancelAsked) return;
  draft.change(step, { cancelAsked: true });
  if (step.taskId !== null) draft.actions.push({ kind: 'cancel_task', taskId: step.taskId });
  if (step.childId !== null) draft.actions.push({ kind: 'cancel_child', childId: step.childId });
}

/** The map around an element counts it, so that a retry knows which are to be done again. */
function end(draft: RunDraft, step: StepState, to: StepStatus, error: StepError | null): void {
  const { index, node, path } = draft.move(step, to, { error, dueAtMs: null });
  const map = index === null ? undefined : draft.find(mapOf(path));
  if (!map) return;
  const allowed = draft.plan.nodes.get(node)?.definition.continue_on_failure === true;
  const isBad = to !== StepStatus.Completed && !allowed;
  draft.change(map, { done: map.done + 1, failed: map.failed + (isBad ? 1 : 0) });
}
