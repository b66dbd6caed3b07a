import { assertNever } from '../../assert-never';
import { endStep, type StepOutcome } from './end-step';
import { isCompensation } from './instance-path';
import { isOpen, type RunDraft } from './run-draft';
import { StepStatus } from './step-status';
import type { RunSignal, StepError, StepState } from './step-state';

/** Takes in what happened. What is about an earlier attempt, or was taken in before, changes nothing. */
export function foldSignals(draft: RunDraft, signals: readonly RunSignal[]): void {
  for (const signal of signals) foldSignal(draft, signal);
}

function foldSignal(draft: RunDraft, signal: RunSignal): void {
  switch (signal.kind) {
    case 'task':
    case 'child': {
      const step = draft.find(signal.path);
      if (step?.status !== StepStatus.Running || !isOfAttempt(step, signal)) return;
      return isCompensation(step.path) ? endCompensation(draft, step, signal) : endStep(draft, step, outcomeOf(signal));
    }
    case 'decision':
      return decide(draft, draft.find(signal.path), signal.approved);
    case 'look':
      return;
    default:
      return assertNever(signal);
  }
}

type Ended = Extract<RunSignal, { kind: 'task' | 'child' }>;

function outcomeOf({ status, error }: Ended): StepOutcome {
  if (status === 'completed') return { status: StepStatus.Completed };
  const shown = error ?? { code: status === 'cancelled' ? 'CANCELLED' : 'STEP_FAILED', message: `ended as ${status}` };
  return { status: status === 'cancelled' ? StepStatus.Cancelled : StepStatus.Failed, error: shown };
}

/** A compensation that fails is shown, and does not keep the others from being made. */
function endCompensation(draft: RunDraft, step: StepState, { status, error }: Ended): void {
  const to = status === 'completed' ? StepStatus.Completed : StepStatus.Failed;
  draft.move(step, to, { error: to === StepStatus.Failed ? error : null });
}

function decide(draft: RunDraft, step: StepState | undefined, approved: boolean): void {
  if (step?.type !== 'approval' || step.status !== StepStatus.Waiting) return;
  endStep(draft, step, approved ? { status: StepStatus.Completed } : { status: StepStatus.Failed, error: REJECTED });
}

const REJECTED: StepError = { code: 'APPROVAL_REJECTED', message: 'was rejected' };

/** Ends what waited for a time that has come. */
export function fireTimers(draft: RunDraft, nowMs: number): void {
  for (const step of draft.all()) {
    if (step.status !== StepStatus.Waiting || step.dueAtMs === null || step.dueAtMs > nowMs) continue;
    if (isOpen(step)) endStep(draft, step, timeOutcome(draft, step));
  }
}

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

/** A child is one run over all attempts of its step: it tells of an end once for each time it was taken up. */
function isOfAttempt(step: StepState, signal: Ended): boolean {
  return signal.kind === 'child' || step.attempt === signal.attempt;
}
