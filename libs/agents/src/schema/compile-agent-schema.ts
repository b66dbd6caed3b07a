import addFormats from 'ajv-formats';
import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020';
import { ARTIFACT_ID_FORMAT, isArtifactId } from './artifact-id-format';
import { findForbiddenKeys, hasForbiddenKeys } from './forbidden-keys';
import { copyJson, type JsonSchema } from './json-value';
import { linearTimePatterns } from './pattern-engine';
import { checkSchemaLimits } from './schema-limits';
import { SchemaRejectedError } from './schema-rejected.error';
import { describeErrors, type ValidationError } from './validation-error';

export type ValidationResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly errors: readonly ValidationError[] };

/** A schema that was checked and compiled once. */
export interface CompiledSchema {
  /** Never changes what it is given: defaults are filled into a copy, which is the result's `value`. */
  validate(value: unknown): ValidationResult;
}

/** Formats cheap to check; an unknown one is refused by strict mode. */
const FORMATS = ['date-time', 'date', 'time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uuid'] as const;

/**
 * One compiler for parameters (fills in defaults) and one for outputs (takes them as they are). Only the first knows the
 * schema of schemas: compiling that takes longer than compiling a dozen agents.
 */
const withDefaults = createCompiler({ useDefaults: true });
const asGiven = createCompiler({ useDefaults: false, meta: false });

/**
 * Checks and compiles a JSON Schema 2020-12 for parameters: strict mode, linear-time patterns, no remote references.
 * Throws SchemaRejectedError.
 */
export function compileAgentSchema(schema: JsonSchema): CompiledSchema {
  const check = compile(withDefaults, schema);
  return {
    validate(value) {
      if (hasForbiddenKeys(value)) return { ok: false, errors: findForbiddenKeys(value) };
      return run(check, copyJson(value));
    },
  };
}

/** The same for outputs: nothing is filled in, because a missing part of an answer is a fault. */
export function compileOutputSchema(schema: JsonSchema): CompiledSchema {
  const check = compile(asGiven, schema);
  return { validate: (value) => run(check, value) };
}

function run(check: ValidateFunction, value: unknown): ValidationResult {
  if (check(value)) return { ok: true, value };
  return { ok: false, errors: describeErrors(check.errors ?? []) };
}

function compile(ajv: Ajv2020, schema: JsonSchema): ValidateFunction {
  checkSchemaLimits(schema);
  try {
    void withDefaults.validateSchema(schema, true);
    return ajv.compile(schema);
  } catch (error) {
    throw new SchemaRejectedError('', error instanceof Error ? error.message : String(error));
  } finally {
    // The compiler remembers every schema for ever otherwise.
    ajv.removeSchema(schema);
  }
}

function createCompiler(options: Options): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: true,
    strictTuples: true,
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    verbose: true,
    ownProperties: true,
    // Done by the first compiler, for both.
    validateSchema: false,
    logger: false,
    code: { regExp: linearTimePatterns },
    ...options,
  });
  addFormats(ajv, { mode: 'fast', formats: [...FORMATS] });
  ajv.addFormat(ARTIFACT_ID_FORMAT, { type: 'string', validate: isArtifactId });
  return ajv;
}
