import { pointerTo } from '../template/pointer';
import { STEP_MEMBERS } from '../template/resolve-path';
import { stepError, type DraftStep } from '../plan/draft-step';
import type { PlannedSteps } from '../plan/plan-steps';
import type { DefinitionError } from './definition-error';

const RESERVED: ReadonlySet<string> = new Set(STEP_MEMBERS);

/** Ids are unique within the whole definition, and none is the name of something a step has. */
export function checkStepIds({ steps }: PlannedSteps): DefinitionError[] {
  const seen = new Map<string, DraftStep>();
  const errors: DefinitionError[] = [];
  for (const step of steps) {
    if (step.id === null) continue;
    const pointer = pointerTo(step.pointer, 'step_id');
    const first = seen.get(step.id);
    if (first === undefined) seen.set(step.id, step);
    else
      errors.push(
        stepError(step, 'DUPLICATE_STEP_ID', `"${step.id}" is the id of the step at ${first.pointer}, too`, pointer),
      );
    if (RESERVED.has(step.id))
      errors.push(
        stepError(step, 'RESERVED_STEP_ID', `"${step.id}" cannot be an id: references use the word`, pointer),
      );
  }
  return errors;
}
