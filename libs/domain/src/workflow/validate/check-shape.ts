import type { JsonObject } from '../definition/json-value';
import type { PlannedSteps } from '../plan/plan-steps';
import { stepError } from '../plan/draft-step';
import type { DefinitionContext } from './definition-context';
import type { DefinitionError } from './definition-error';

/** What does not fit the published schema, each error with the step it is in. */
export function checkShape(raw: JsonObject, { steps }: PlannedSteps, context: DefinitionContext): DefinitionError[] {
  const byPointer = new Map(steps.map((step) => [step.pointer, step]));
  return context.checkShape(raw).map(({ path, message }) => {
    let around = path;
    while (around !== '' && !byPointer.has(around)) around = around.slice(0, around.lastIndexOf('/'));
    return stepError(byPointer.get(around) ?? null, 'SCHEMA_VIOLATION', message, path);
  });
}
