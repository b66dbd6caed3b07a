import type { JsonObject } from '../definition/json-value';
import type { WorkflowDefinition } from '../definition/workflow-definition';
import type { ParseCondition } from '../condition/condition';
import { planSteps, type PlannedSteps } from '../plan/plan-steps';
import type { WorkflowPlan } from '../plan/workflow-plan';
import { checkAgents } from './check-agents';
import { checkChildTemplates } from './check-child-templates';
import { checkPaths } from './check-paths';
import { checkReferenceTypes } from './check-reference-types';
import { checkSchemas } from './check-schemas';
import { checkShape } from './check-shape';
import { checkStepIds } from './check-step-ids';
import { checkWaits } from './check-waits';
import type { DefinitionContext } from './definition-context';
import { MAX_DEFINITION_ERRORS, type DefinitionError } from './definition-error';
import { inspectJson } from './inspect-json';

export type ValidatedDefinition =
  | { readonly ok: true; readonly definition: WorkflowDefinition; readonly plan: WorkflowPlan }
  | { readonly ok: false; readonly errors: readonly DefinitionError[] };

/** Thrown when a definition that was accepted before can no longer be read. A retry does not help. */
export class DefinitionInvalidError extends Error {
  readonly code = 'DEFINITION_INVALID';

  constructor(readonly errors: readonly DefinitionError[]) {
    super(errors.map(({ path, message }) => `${path}: ${message}`).join('; '));
    this.name = 'DefinitionInvalidError';
  }
}

type Check = (planned: PlannedSteps, context: DefinitionContext) => readonly DefinitionError[];

const CHECKS: readonly Check[] = [
  checkStepIds,
  checkPaths,
  checkAgents,
  checkWaits,
  checkChildTemplates,
  checkReferenceTypes,
];

/**
 * Takes anything, and answers with the definition and its plan, or with every mistake in it at once, in the order of the
 * document. Only what is too large to be looked at, or holds a forbidden name, ends it at once.
 */
export function validateDefinition(raw: unknown, context: DefinitionContext): ValidatedDefinition {
  const inspected = inspectJson(raw);
  if (!inspected.ok) return { ok: false, errors: [inspected.error] };
  const planned = planSteps(inspected.value, context.parseCondition);
  const errors = [
    ...checkShape(inspected.value, planned, context),
    ...planned.errors,
    ...checkSchemas(inspected.value, planned, context),
    ...CHECKS.flatMap((check) => check(planned, context)),
  ];
  if (errors.length > 0) return { ok: false, errors: firstOf(errors, planned) };
  return { ok: true, definition: planned.plan.definition, plan: planned.plan };
}

/** The plan of a definition that was accepted before. */
export function planDefinition(definition: WorkflowDefinition, parseCondition: ParseCondition): WorkflowPlan {
  const planned = planSteps(definition as unknown as JsonObject, parseCondition);
  if (planned.errors.length > 0) throw new DefinitionInvalidError(planned.errors);
  return planned.plan;
}

/** By the step they are about; what is about the workflow comes first. */
function firstOf(errors: readonly DefinitionError[], { steps }: PlannedSteps): DefinitionError[] {
  const position = new Map(steps.map(({ id, position: number }) => [id, number]));
  const of = ({ step_id: id }: DefinitionError): number => (id === null ? -1 : (position.get(id) ?? -1));
  return [...errors].sort((a, b) => of(a) - of(b)).slice(0, MAX_DEFINITION_ERRORS);
}
