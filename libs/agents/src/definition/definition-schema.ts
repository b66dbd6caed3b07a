import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import { describeErrors, type ValidationError } from '../schema/validation-error';
import { projectFile } from './project-file';

let validator: ValidateFunction | undefined;

/** Checks the front matter of a definition against `configs/schemas/agent.schema.json`. */
export function checkAgainstDefinitionSchema(frontMatter: unknown): ValidationError[] {
  validator ??= compileDefinitionSchema();
  return validator(frontMatter) ? [] : describeErrors(validator.errors ?? []);
}

function compileDefinitionSchema(): ValidateFunction {
  const schema = JSON.parse(readFileSync(projectFile('configs/schemas/agent.schema.json'), 'utf8')) as object;
  return new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
  }).compile(schema);
}
