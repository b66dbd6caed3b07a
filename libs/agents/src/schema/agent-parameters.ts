import { ARTIFACT_ID_FORMAT, isArtifactId } from './artifact-id-format';
import {
  compileAgentSchema,
  compileOutputSchema,
  type CompiledSchema,
  type ValidationResult,
} from './compile-agent-schema';
import { isRecord, type JsonSchema } from './json-value';
import { resolveLocalRef } from './local-ref';

interface HasParameters {
  readonly parameters: JsonSchema;
}

interface HasOutput {
  readonly output: JsonSchema | null;
}

const compiledParameters = new WeakMap<JsonSchema, CompiledSchema>();
/** Most agents take no files: their parameters need not be looked through. */
const takingFiles = new WeakMap<JsonSchema, boolean>();
const compiledOutputs = new WeakMap<JsonSchema, CompiledSchema>();

/**
 * Checks parameters against an agent's schema and fills in its defaults. The compiled schema is kept as long as the
 * schema object lives. Throws SchemaRejectedError if the schema itself cannot be used.
 */
export function validateParameters(definition: HasParameters, parameters: unknown): ValidationResult {
  return cached(compiledParameters, definition.parameters, compileAgentSchema).validate(parameters);
}

/** Checks what an agent answered. An agent without an output schema may answer anything. */
export function validateOutput(definition: HasOutput, output: unknown): ValidationResult {
  if (definition.output === null) return { ok: true, value: output };
  return cached(compiledOutputs, definition.output, compileOutputSchema).validate(output);
}

/** The ids of the files that parameters refer to: every string at a place its schema marks `format: artifact-id`. */
export function artifactIdsIn(definition: HasParameters, parameters: unknown): string[] {
  if (!cached(takingFiles, definition.parameters, mentionsFiles)) return [];
  const found = new Set<string>();
  collect(definition.parameters, definition.parameters, parameters, found);
  return [...found];
}

function mentionsFiles(schema: JsonSchema): boolean {
  return JSON.stringify(schema).includes(`"${ARTIFACT_ID_FORMAT}"`);
}

function collect(root: JsonSchema, schema: unknown, value: unknown, found: Set<string>): void {
  if (!isRecord(schema)) return;
  if (schema['format'] === ARTIFACT_ID_FORMAT && typeof value === 'string' && isArtifactId(value)) found.add(value);
  for (const same of subschemasOfSameValue(root, schema)) collect(root, same, value, found);
  if (Array.isArray(value)) {
    const prefix = asArray(schema['prefixItems']);
    value.forEach((item, index) => collect(root, prefix[index] ?? schema['items'], item, found));
  } else if (isRecord(value)) {
    const properties = isRecord(schema['properties']) ? schema['properties'] : {};
    for (const [key, member] of Object.entries(value)) {
      const known = Object.hasOwn(properties, key) ? properties[key] : schema['additionalProperties'];
      collect(root, known, member, found);
    }
  }
}

function subschemasOfSameValue(root: JsonSchema, schema: Record<string, unknown>): unknown[] {
  const combined = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => asArray(schema[keyword]));
  const conditional = [schema['then'], schema['else']];
  const referenced = typeof schema['$ref'] === 'string' ? [resolveLocalRef(root, schema['$ref'])] : [];
  return [...combined, ...conditional, ...referenced];
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function cached<T>(cache: WeakMap<JsonSchema, T>, schema: JsonSchema, compile: (schema: JsonSchema) => T): T {
  const known = cache.get(schema);
  if (known !== undefined) return known;
  const compiled = compile(schema);
  cache.set(schema, compiled);
  return compiled;
}
