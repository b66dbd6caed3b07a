import { assertNever } from '../../assert-never';
import { endStep, type StepOutcome } from './end-step';
import { REJECTED } from './fire-timers';
import { isCompensation } from './instance-path';
import type { RunDraft } from './run-draft';
import { StepStatus } from './step-status';
import type { RunSignal, StepState } from './step-state';

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
      return isCompensation(step.path)
        ? endCompensation(draft, step, signal)
        : endStep(draft, step, outcomeOf(step, signal));
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

function outcomeOf(step: StepState, { status, error }: Ended): StepOutcome {
  if (status === 'completed') return { status: StepStatus.Completed };
  // One that was stopped because it took too long says so.
  if (step.error !== null) return { status: StepStatus.Failed, error: step.error };
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

/** A child is one run over all attempts of its step: it tells of an end once for each time it was taken up. */
function isOfAttempt(step: StepState, signal: Ended): boolean {
  return signal.kind === 'child' || step.attempt === signal.attempt;
}
