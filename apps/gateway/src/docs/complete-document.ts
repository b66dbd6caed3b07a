import type { OpenAPIObject } from '@nestjs/swagger';
import { codesOf, PROBLEM_SCHEMA } from './problem-schema';

type Json = Record<string, unknown>;

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete']);
const PROBLEM = { $ref: '#/components/schemas/Problem' };

/**
 * What the decorators leave out: the problems every operation can answer with, who may call it, and null the way
 * OpenAPI 3.1 writes it.
 */
export function completeDocument(document: OpenAPIObject): Json {
  const plain = JSON.parse(JSON.stringify(document)) as Json;
  const completed = nullAsType(plain) as Json;
  const schemas = ((completed.components as Json).schemas ??= {}) as Json;
  schemas.Problem = PROBLEM_SCHEMA;
  for (const [path, operations] of Object.entries(completed.paths as Record<string, Record<string, Json>>)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (METHODS.has(method)) completeOperation(operation, method, path);
    }
  }
  return completed;
}

function completeOperation(operation: Json, method: string, path: string): void {
  const isPublic = operation['x-public'] === true;
  delete operation['x-public'];
  operation.security = isPublic ? [] : [{ bearer: [] }];
  const responses = (operation.responses ??= {}) as Json;
  const statuses = [400, 500, 503, ...(isPublic ? [] : [401, 403]), ...(path.includes('{') ? [404] : [])];
  if (method !== 'get' && method !== 'delete') statuses.push(413, 415);
  for (const status of statuses) responses[status] ??= problemResponse(status);
}

function problemResponse(status: number): Json {
  return { description: codesOf(status).join(', '), content: { 'application/problem+json': { schema: PROBLEM } } };
}

/** OpenAPI 3.1 knows no `nullable`. */
function nullAsType(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nullAsType);
  if (typeof value !== 'object' || value === null) return value;
  const mapped = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, nullAsType(inner)]));
  if (mapped.nullable !== true) return mapped;
  const { nullable: _nullable, ...rest } = mapped;
  return typeof rest.type === 'string' ? withNull(rest) : { anyOf: [rest, { type: 'null' }] };
}

function withNull(schema: Json): Json {
  const values = Array.isArray(schema.enum) ? { enum: [...(schema.enum as unknown[]), null] } : {};
  return { ...schema, type: [schema.type, 'null'], ...values };
}
