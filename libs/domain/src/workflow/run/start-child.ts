import { isJsonObject, type JsonValue } from '../definition/json-value';
import { CannotStart } from './cannot-start';
import type { RunDraft } from './run-draft';
import type { StartTools } from './start-tools';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

/** The template a step runs, its inputs filled in. */
export interface ChildWork {
  readonly template: string;
  readonly version: number | null;
  readonly inputs: JsonValue;
}

/** A step has one child, over all its attempts: one that is started anew takes it up again. */
export function startChild(
  draft: RunDraft,
  step: StepState,
  work: ChildWork,
  { dueAtMs, tools }: { readonly dueAtMs: number | null; readonly tools: StartTools },
): void {
  if (step.childId !== null) {
    draft.move(step, StepStatus.Running, { dueAtMs });
    draft.actions.push({ kind: 'retry_child', childId: step.childId });
    return;
  }
  const inputs = isJsonObject(work.inputs) ? work.inputs : {};
  const judged = tools.judgeChild(work.template, work.version, inputs);
  if (!judged.ok) throw new CannotStart(judged.error);
  const child = { ...work, inputs: judged.value, childId: tools.newId() };
  const { path, attempt } = draft.move(step, StepStatus.Running, { childId: child.childId, dueAtMs });
  draft.actions.push({ kind: 'start_child', path, attempt, child });
}
