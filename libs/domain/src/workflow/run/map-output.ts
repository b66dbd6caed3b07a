import type { Scope } from '../template/resolve-path';
import { resolveTemplate } from '../template/resolve-template';
import { completeStep, endStep } from './end-step';
import type { RunDraft } from './run-draft';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

/** Fills in the `output` mapping of a step whose work is done; without a value for it the step has failed. */
export function mapOutput(draft: RunDraft, step: StepState, scope: Scope): void {
  draft.unmapped.delete(step.path);
  const template = draft.nodeOf(step).templates.output;
  const resolved = template && resolveTemplate(template, scope);
  if (!resolved) return completeStep(draft, step);
  if (resolved.ok) return completeStep(draft, draft.change(step, { output: resolved.value }));
  endStep(draft, step, { status: StepStatus.Failed, error: { code: resolved.code, message: resolved.message } });
}
