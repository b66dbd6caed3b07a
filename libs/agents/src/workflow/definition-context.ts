import type { AgentFacts, DefinitionContext, TemplateFacts } from '@cadre/domain';
import { parseCondition } from '@cadre/expressions';
import type { ValidateFunction } from 'ajv/dist/2020';
import { validateParameters } from '../schema/agent-parameters';
import { compileAgentSchema } from '../schema/compile-agent-schema';
import { compileShippedSchema } from '../schema/compile-shipped-schema';
import type { JsonSchema } from '../schema/json-value';
import { SchemaRejectedError } from '../schema/schema-rejected.error';
import { describeErrors, type ValidationError } from '../schema/validation-error';

const SCHEMA = 'configs/schemas/workflow.schema.json';

let shape: ValidateFunction | undefined;

/** What the domain's validation of definitions needs: the agents and templates there are, and the checks it cannot do itself. */
export function definitionContext(
  agents: Iterable<AgentFacts>,
  templates: Iterable<TemplateFacts> = [],
): DefinitionContext {
  return {
    agents: new Map([...agents].map((agent) => [agent.agent_id, agent])),
    templates: new Map([...templates].map((template) => [template.name, template])),
    parseCondition,
    checkShape,
    checkSchema,
    checkValue,
  };
}

function checkShape(definition: unknown): ValidationError[] {
  shape ??= compileShippedSchema(SCHEMA);
  return shape(definition) ? [] : describeErrors(shape.errors ?? []);
}

function checkSchema(schema: JsonSchema): ValidationError[] {
  return rejections(() => void compileAgentSchema(schema));
}

/** A schema that cannot be used is somebody else's mistake, and reported where it stands. */
function checkValue(schema: JsonSchema, value: unknown): readonly ValidationError[] {
  try {
    const result = validateParameters({ parameters: schema }, value);
    return result.ok ? [] : result.errors;
  } catch (error) {
    if (error instanceof SchemaRejectedError) return [];
    throw error;
  }
}

function rejections(compile: () => void): ValidationError[] {
  try {
    compile();
    return [];
  } catch (error) {
    if (!(error instanceof SchemaRejectedError)) throw error;
    return [{ path: error.pointer, message: error.message }];
  }
}
