import { validateParameters } from '@cadre/agents';
import type { WorkflowDefinition } from '@cadre/domain';
import { inputsInvalid } from '../workflow-problems';

/**
 * The values a run starts with, defaults filled in; a workflow that asks for none takes any. Refuses with INPUTS_INVALID
 * and every error.
 *
 * @param under where the values stand in the body
 */
export function checkInputs({ inputs }: WorkflowDefinition, values: unknown, under: string): unknown {
  if (inputs === undefined) return values;
  const judged = validateParameters({ parameters: inputs }, values);
  if (!judged.ok) throw inputsInvalid(judged.errors, under);
  return judged.value;
}
