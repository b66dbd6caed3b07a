import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { projectFile } from '../definition/project-file';
import { compileShippedSchema } from './compile-shipped-schema';

const FOLDER = 'configs/schemas';

describe.each(readdirSync(projectFile(FOLDER)).filter((name) => name.endsWith('.json')))('the schema %s', (name) => {
  it('is a valid schema, and compiles', () => {
    const schema = JSON.parse(readFileSync(projectFile(join(FOLDER, name)), 'utf8')) as object;
    const ajv = new Ajv2020();
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(compileShippedSchema(join(FOLDER, name))).toBeInstanceOf(Function);
  });
});
