import type { JsonValue } from '../definition/json-value';
import type { WorkflowPlan } from '../plan/workflow-plan';
import { elementPath, instancePath } from './instance-path';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

/** Of a step, what has to be known to gather what is in it. */
export type GatheredStep = Pick<StepState, 'path' | 'node' | 'scope' | 'type' | 'status' | 'created'>;

/** Where the outputs of single steps come from. */
export interface OutputSource {
  readonly plan: WorkflowPlan;
  readonly find: (path: string) => GatheredStep | undefined;
  /** What a step put out itself: its task's result, its child's, a signal's body, or what its mapping made of it. */
  readonly own: (path: string) => JsonValue | undefined;
}

/**
 * The output of a step: its own, or what its container gathers. A step that was not completed has none; in a list its
 * place is null, in an object it is left out.
 */
export function assembleOutput(source: OutputSource, path: string): JsonValue | undefined {
  const step = source.find(path);
  if (!step) return undefined;
  const own = source.own(path);
  if (own !== undefined) return own;
  if (step.type === 'parallel' || step.type === 'switch') return gather(source, step);
  if (step.type !== 'map') return null;
  const elements = Array.from({ length: step.created }, (_, index) => elementPath(step.path, index));
  return elements.map((element) => completed(source, element) ?? null);
}

/** Every step whose own output the output of this one is made of. */
export function outputParts(source: Pick<OutputSource, 'plan' | 'find'>, path: string): string[] {
  const step = source.find(path);
  if (!step) return [];
  const inner = innerPaths(source, step).filter((part) => source.find(part)?.status === StepStatus.Completed);
  return [path, ...inner.flatMap((part) => outputParts(source, part))];
}

function innerPaths({ plan }: Pick<OutputSource, 'plan'>, step: GatheredStep): string[] {
  if (step.type === 'map') return Array.from({ length: step.created }, (_, index) => elementPath(step.path, index));
  if (step.type !== 'parallel' && step.type !== 'switch') return [];
  return (plan.nodes.get(step.node)?.children ?? []).map((child) => instancePath(child, step.scope));
}

function gather(source: OutputSource, step: GatheredStep): JsonValue {
  const entries = innerPaths(source, step).flatMap((path) => {
    const output = completed(source, path);
    return output === undefined ? [] : [[path.slice(path.lastIndexOf('.') + 1), output] as const];
  });
  return Object.fromEntries(entries);
}

function completed(source: OutputSource, path: string): JsonValue | undefined {
  if (source.find(path)?.status !== StepStatus.Completed) return undefined;
  return assembleOutput(source, path);
}
