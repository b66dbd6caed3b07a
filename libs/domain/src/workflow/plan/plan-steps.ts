import type { ParseCondition } from '../condition/condition';
import type { JsonObject } from '../definition/json-value';
import type { ElementDefinition, StepDefinition, WorkflowDefinition } from '../definition/workflow-definition';
import { parseTemplate } from '../template/parse-template';
import type { DefinitionError } from '../validate/definition-error';
import { stepError, type DraftStep } from './draft-step';
import { draftSteps } from './draft-steps';
import { linkSteps, type LinkedSteps } from './link-steps';
import { orderSteps } from './order-steps';
import { parseStepTexts, type StepTexts } from './step-texts';
import { withType, withTypes } from './with-types';
import type { PlanNode, WorkflowPlan } from './workflow-plan';

/** Over a whole definition. */
export const MAX_REFERENCES = 5_000;

/** A definition read as far as it makes sense, and what does not make sense in it. */
export interface PlannedSteps {
  readonly steps: readonly DraftStep[];
  readonly texts: ReadonlyMap<DraftStep, StepTexts>;
  readonly links: LinkedSteps;
  readonly plan: WorkflowPlan;
  readonly errors: readonly DefinitionError[];
}

/** Reads steps, texts and dependencies out of JSON that may be wrong in any way. */
export function planSteps(raw: JsonObject, parseCondition: ParseCondition): PlannedSteps {
  const drafts = draftSteps(raw);
  const texts = new Map(drafts.steps.map((step) => [step, parseStepTexts(step, parseCondition)]));
  const output = raw['output'] === undefined ? null : parseTemplate(raw['output'], '/output');
  const outputReferences = (output?.references ?? []).map((each) => ({ ...each, field: 'output' as const }));
  const outputErrors = (output?.problems ?? []).map(({ code, message, pointer }) =>
    stepError(null, code, message, pointer),
  );
  const own = [...drafts.errors, ...[...texts.values()].flatMap(({ errors }) => errors), ...outputErrors];
  const tooMany = referencesTooMany(
    [...texts.values()].map(({ references }) => references.length),
    outputReferences.length,
  );
  const links = linkSteps(
    drafts.steps,
    tooMany.length > 0 ? new Map() : texts,
    tooMany.length > 0 ? [] : outputReferences,
  );
  const { order, errors: cycles } = orderSteps(drafts.steps, links.links);
  const nodes = new Map(order.map((step) => [step.path, planNode(step, texts, links)]));
  const plan: WorkflowPlan = {
    definition: asDefinition(raw),
    nodes,
    order: order.map(({ path }) => path),
    output: output?.template ?? null,
    outputReferences: links.references.get(null) ?? [],
  };
  return { steps: drafts.steps, texts, links, plan, errors: [...own, ...tooMany, ...links.errors, ...cycles] };
}

function referencesTooMany(counts: readonly number[], ofOutput: number): DefinitionError[] {
  const count = counts.reduce((sum, each) => sum + each, ofOutput);
  if (count <= MAX_REFERENCES) return [];
  return [
    stepError(null, 'TOO_MANY_REFERENCES', `a definition may hold at most ${MAX_REFERENCES} references, not ${count}`),
  ];
}

function planNode(step: DraftStep, texts: ReadonlyMap<DraftStep, StepTexts>, links: LinkedSteps): PlanNode {
  const own = texts.get(step);
  return {
    path: step.path,
    kind: step.kind,
    definition: asStep(step),
    parent: step.parent?.path ?? null,
    map: step.map?.path ?? null,
    branch: step.branch,
    children: step.children.map(({ path }) => path),
    depth: step.depth,
    pointer: step.pointer,
    dependencies: (links.links.get(step) ?? []).map(({ target, reason }) => ({ path: target.path, reason })),
    references: links.references.get(step) ?? [],
    templates: own?.templates ?? {},
    condition: own?.condition ?? null,
    cases: own?.cases ?? [],
  };
}

/** The mapper from JSON: the shape was checked against the schema before anybody is given a plan. */
function asDefinition(raw: JsonObject): WorkflowDefinition {
  return { ...raw, steps: withTypes(raw['steps']) } as unknown as WorkflowDefinition;
}

function asStep({ raw }: DraftStep): StepDefinition | ElementDefinition {
  return withType(raw) as unknown as StepDefinition | ElementDefinition;
}
