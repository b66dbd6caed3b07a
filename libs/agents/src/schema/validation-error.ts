import { suggestion } from '@cadre/domain';
import type { ErrorObject } from 'ajv';
import { pointerTo } from './json-pointer';

/** One thing wrong with a value. `path` is a JSON Pointer into it. */
export interface ValidationError {
  readonly path: string;
  readonly message: string;
}

const MAX_ERRORS = 50;
/** They only say that a nested part failed, and the nested part says so itself. */
const ECHOES = new Set(['if', 'allOf', '$ref', 'propertyNames']);

/** Says every error as a person would put it, at the place it is about. */
export function describeErrors(errors: readonly ErrorObject[]): ValidationError[] {
  const own = errors.filter((error) => !ECHOES.has(error.keyword));
  return (own.length > 0 ? own : errors).slice(0, MAX_ERRORS).map(describe);
}

function describe(error: ErrorObject): ValidationError {
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
      return { path: pointerTo(error.instancePath, String(params['missingProperty'])), message: 'is required' };
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownProperty(error, String(params['additionalProperty'] ?? params['unevaluatedProperty']));
    case 'enum':
      return { path: error.instancePath, message: oneOf(params['allowedValues'], error.data) };
    case 'const':
      return { path: error.instancePath, message: `must be ${JSON.stringify(params['allowedValue'])}` };
    case 'false schema':
      return { path: error.instancePath, message: 'is not allowed here' };
    default:
      return { path: error.instancePath, message: error.message ?? `does not fit "${error.keyword}"` };
  }
}

function unknownProperty(error: ErrorObject, name: string): ValidationError {
  const parent = error.parentSchema as { properties?: Record<string, unknown> } | undefined;
  const near = suggestion(name, Object.keys(parent?.properties ?? {}));
  return { path: pointerTo(error.instancePath, name), message: `is not a known property${near}` };
}

function oneOf(allowed: unknown, got: unknown): string {
  const values = Array.isArray(allowed) ? (allowed as unknown[]) : [];
  const near =
    typeof got === 'string'
      ? suggestion(
          got,
          values.filter((value) => typeof value === 'string'),
        )
      : '';
  return `must be one of ${values.map((value) => JSON.stringify(value)).join(', ')}${near}`;
}
