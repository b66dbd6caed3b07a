import type { ApprovalWork } from '../definition/workflow-definition';
import type { JsonValue } from '../definition/json-value';
import type { RunDraft } from './run-draft';
import { dueAt, type StartTools } from './start-tools';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

export function startApproval(
  draft: RunDraft,
  step: StepState,
  { form, four_eyes = false, timeout_seconds }: ApprovalWork,
  filled: { readonly message: JsonValue; readonly approvers: JsonValue },
  tools: StartTools,
): void {
  // A form is JSON as everything else of a definition.
  const detail = { ...filled, four_eyes, ...(form && { form: form as JsonValue }) };
  draft.move(step, StepStatus.Waiting, { dueAtMs: dueAt(timeout_seconds, tools), detail });
}
