import { AgentFailure, validateOutput } from '@cadre/agents';
import { TaskErrorCode } from '@cadre/contracts';
import { ErrorClass, type AgentDefinition } from '@cadre/domain';

/** The output as JSON, if it fits the agent's schema. Throws AgentFailure (invalid_output). */
export function checkOutput(definition: AgentDefinition, output: unknown): string {
  const plain = output ?? null;
  const checked = validateOutput(definition, plain);
  if (checked.ok) return toJson(plain);
  const details = checked.errors.map(({ path, message }) => `${path || '/'} ${message}`).join('; ');
  throw invalid(`the agent's answer does not fit its output schema: ${details}`);
}

function toJson(output: unknown): string {
  try {
    return JSON.stringify(output) ?? 'null';
  } catch (error) {
    throw invalid("the agent's answer cannot be written as JSON", error);
  }
}

function invalid(message: string, cause?: unknown): AgentFailure {
  return new AgentFailure(TaskErrorCode.OutputInvalid, message, { errorClass: ErrorClass.InvalidOutput, cause });
}
