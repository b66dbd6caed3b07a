import type { ValidateFunction } from 'ajv/dist/2020';
import { compileShippedSchema } from '../schema/compile-shipped-schema';
import { describeErrors, type ValidationError } from '../schema/validation-error';

const SCHEMA = 'configs/schemas/agent.schema.json';

let validator: ValidateFunction | undefined;

/** Checks the front matter of a definition against `configs/schemas/agent.schema.json`. */
export function checkAgainstDefinitionSchema(frontMatter: unknown): ValidationError[] {
  validator ??= compileShippedSchema(SCHEMA);
  return validator(frontMatter) ? [] : describeErrors(validator.errors ?? []);
}
