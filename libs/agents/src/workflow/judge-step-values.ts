import type { Judged, JsonValue, WorkflowDefinition } from '@cadre/domain';
import { validateParameters } from '../schema/agent-parameters';
import type { JsonSchema } from '../schema/json-value';

/** Judges what a step gives to its task, and fills in defaults. Undefined: there is no such agent. */
export function judgeTask(
  agentId: string,
  agent: { readonly schema: JsonSchema } | undefined,
  parameters: JsonValue,
): Judged {
  if (!agent) return { ok: false, error: { code: 'AGENT_NOT_FOUND', message: `there is no agent "${agentId}"` } };
  return judge(agent.schema, parameters, 'PARAMETERS_INVALID');
}

/** Judges what a step gives to a child run, and fills in defaults. Undefined: there is no such template. */
export function judgeChild(
  template: string,
  definition: Pick<WorkflowDefinition, 'inputs'> | undefined,
  inputs: JsonValue,
): Judged {
  if (!definition) {
    return { ok: false, error: { code: 'TEMPLATE_NOT_FOUND', message: `there is no template "${template}"` } };
  }
  if (definition.inputs === undefined) return { ok: true, value: inputs };
  return judge(definition.inputs, inputs, 'INPUTS_INVALID');
}

function judge(schema: JsonSchema, value: JsonValue, code: string): Judged {
  const judged = validateParameters({ parameters: schema }, value);
  // Defaults of a JSON Schema are JSON.
  if (judged.ok) return { ok: true, value: judged.value as JsonValue };
  const message = judged.errors.map((error) => `${error.path || '/'} ${error.message}`).join('; ');
  return { ok: false, error: { code, message: message.slice(0, 1000) } };
}
