import type { JsonObject, JsonValue } from '../definition/json-value';
import type { PlanNode, PlanReference, StaticPath } from '../plan/workflow-plan';
import { type Scope, splitStepPath, type StepView, type WorkflowFacts } from '../template/resolve-path';
import { instancePath } from './instance-path';
import type { RunDraft } from './run-draft';
import { StepStatus } from './step-status';

/** What the shell has loaded for templates and conditions. */
export interface RunValues {
  readonly inputs: JsonObject;
  readonly workflow: WorkflowFacts;
  /** The outputs of completed steps, by their paths; one that is absent is gone or never was. */
  readonly outputs: ReadonlyMap<string, JsonValue>;
  /** The elements of a map. */
  readonly items: (map: string) => readonly JsonValue[] | undefined;
}

/** Which part of a step's references is looked at. */
export type ReferenceUse = 'start' | 'output' | 'compensate';

/** The steps whose outputs a step needs for that, by their paths in the run. */
export function neededOutputs(draft: RunDraft, references: readonly PlanReference[], scope: string): string[] {
  const paths = references.flatMap(({ step }) => (step === null ? [] : [instancePath(step, scope)]));
  return [...new Set(paths)].filter((path) => {
    const step = draft.find(path);
    // A step with an `output` mapping reads its own output before it is completed.
    return step !== undefined && (step.status === StepStatus.Completed || draft.unmapped.has(path));
  });
}

export function referencesOf(node: PlanNode, use: ReferenceUse): readonly PlanReference[] {
  return node.references.filter(({ field }) => {
    if (field === 'output' || field === 'compensate') return field === use;
    return use === 'start';
  });
}

/** What the templates and conditions of a step are looked up in. */
export function scopeFor(
  draft: RunDraft,
  references: readonly PlanReference[],
  around: { readonly scope: string },
  values: RunValues,
): Scope {
  const steps = stepsByName(references);
  const { item, index } = elementOf(around.scope, values);
  return {
    inputs: values.inputs,
    workflow: values.workflow,
    step: (names) => viewOf(draft, steps.get(names), around.scope, values),
    ...(item !== undefined && { item }),
    ...(index !== undefined && { index }),
  };
}

function stepsByName(references: readonly PlanReference[]): ReadonlyMap<string, StaticPath> {
  return new Map(
    references.flatMap(({ path, step }) => {
      const parts = splitStepPath(path);
      return step !== null && parts ? [[parts.names, step] as const] : [];
    }),
  );
}

function viewOf(
  draft: RunDraft,
  node: StaticPath | undefined,
  scope: string,
  { outputs }: RunValues,
): StepView | undefined {
  if (node === undefined) return undefined;
  const path = instancePath(node, scope);
  const step = draft.find(path);
  if (!step) return undefined;
  const output = outputs.get(path);
  const { status, error } = step;
  return {
    status,
    ...(output !== undefined && { output }),
    ...(error && { error: { code: error.code, message: error.message } }),
  };
}

function elementOf(scope: string, { items }: RunValues): { item?: JsonValue; index?: number } {
  if (scope === '') return {};
  const open = scope.lastIndexOf('[');
  const index = Number(scope.slice(open + 1, -1));
  const item = items(scope.slice(0, open))?.[index];
  return { index, ...(item !== undefined && { item }) };
}
