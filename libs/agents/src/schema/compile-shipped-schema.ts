import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import { projectFile } from '../definition/project-file';

/**
 * Compiles one of the product's own schemas. It is not checked against the schema of schemas, which alone would take
 * longer than everything else a worker does at its start; a spec does that once and for all.
 *
 * @param path from the project's folder
 */
export function compileShippedSchema(path: string): ValidateFunction {
  const schema = JSON.parse(readFileSync(projectFile(path), 'utf8')) as object;
  return new Ajv2020({
    ...{ allErrors: true, verbose: true, strict: true, strictRequired: false, allowUnionTypes: true },
    ...{ meta: false, validateSchema: false },
  }).compile(schema);
}
