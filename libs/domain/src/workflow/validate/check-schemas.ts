import { isJsonObject, type JsonObject, type JsonValue } from '../definition/json-value';
import { stepError, type DraftStep } from '../plan/draft-step';
import type { PlannedSteps } from '../plan/plan-steps';
import { pointerTo } from '../template/pointer';
import type { DefinitionContext } from './definition-context';
import type { DefinitionError } from './definition-error';

/** The schemas a definition brings along: they come from strangers and are compiled by us. */
export function checkSchemas(raw: JsonObject, { steps }: PlannedSteps, context: DefinitionContext): DefinitionError[] {
  const forms = steps.filter(({ kind }) => kind === 'approval');
  return [
    ...check(null, raw['inputs'], '/inputs', context),
    ...forms.flatMap((step) => check(step, step.raw['form'], pointerTo(step.pointer, 'form'), context)),
  ];
}

function check(
  step: DraftStep | null,
  schema: JsonValue | undefined,
  pointer: string,
  context: DefinitionContext,
): DefinitionError[] {
  if (!isJsonObject(schema)) return [];
  return context
    .checkSchema(schema)
    .map(({ path, message }) => stepError(step, 'SCHEMA_REJECTED', message, `${pointer}${path}`));
}
