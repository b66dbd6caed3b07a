import type { SignalWork } from '../definition/workflow-definition';
import { endStep } from './end-step';
import type { RunDraft } from './run-draft';
import { dueAt, type StartTools } from './start-tools';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

export function startSignal(draft: RunDraft, step: StepState, work: SignalWork, tools: StartTools): void {
  const { name, timeout_seconds } = work;
  const waiting = draft.move(step, StepStatus.Waiting, { dueAtMs: dueAt(timeout_seconds, tools), detail: { name } });
  takeSignal(draft, waiting, name, tools);
}

/** Gives signals that came to the loaded steps that wait for them. */
export function deliverSignals(draft: RunDraft, tools: Pick<StartTools, 'signals'>): void {
  if (tools.signals.length === 0) return;
  for (const step of draft.all()) {
    if (step.type !== 'signal' || step.status !== StepStatus.Waiting) continue;
    const { definition } = draft.nodeOf(step);
    if (definition.type === 'signal') takeSignal(draft, step, definition.name, tools);
  }
}

/** Ends a waiting step with a signal of that name, if one came: also one that came before the step started. */
function takeSignal(draft: RunDraft, step: StepState, name: string, { signals }: Pick<StartTools, 'signals'>): void {
  const place = signals.findIndex((signal) => signal.name === name);
  const [signal] = place < 0 ? [] : signals.splice(place, 1);
  if (!signal) return;
  draft.actions.push({ kind: 'take_signal', signalId: signal.signalId, path: step.path });
  endStep(draft, step, { status: StepStatus.Completed, output: signal.body });
}
