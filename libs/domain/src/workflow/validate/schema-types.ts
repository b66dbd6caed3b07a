import type { JsonValue } from '../definition/json-value';

/** The types of JSON; a whole number is a `number` here. */
export type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object';

/** What is certain about the values a schema lets through. Null: nothing is. */
export interface KnownValues {
  readonly types: ReadonlySet<JsonType> | null;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** The part of a schema that a member of its values has to fit; `unknown_field` when they cannot have that member. */
export type MemberOf = KnownValues | { readonly missing: string; readonly candidates: readonly string[] } | null;

/** Keywords under which members can come from elsewhere, too. */
const COMBINING = [
  '$ref',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
  'patternProperties',
  'unevaluatedProperties',
  'dependentSchemas',
];

export function knownValues(schema: unknown): KnownValues | null {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return null;
  const record = schema as Readonly<Record<string, unknown>>;
  return { types: typesOf(record), schema: record };
}

export function typeOfValue(value: JsonValue): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as JsonType;
}

/** What is certain about one member of the values. */
export function memberOf({ schema, types }: KnownValues, segment: string | number): MemberOf {
  if (COMBINING.some((keyword) => keyword in schema)) return null;
  const missing = { missing: String(segment), candidates: Object.keys(propertiesOf(schema)) };
  if (types !== null && !types.has('object') && !types.has('array')) return missing;
  if (types?.has('object') !== false) {
    const properties = propertiesOf(schema);
    if (Object.hasOwn(properties, segment)) return types?.has('array') ? null : knownValues(properties[segment]);
    return types?.size === 1 && schema['additionalProperties'] === false ? missing : null;
  }
  if (segment === 'length') return knownValues({ type: 'integer' });
  if (typeof segment === 'number' && schema['prefixItems'] === undefined) return knownValues(schema['items']);
  return typeof segment === 'string' && types.size === 1 ? missing : null;
}

/** Whether some value could be of both. What is not known could be. */
export function canOverlap(a: KnownValues['types'], b: KnownValues['types']): boolean {
  return a === null || b === null || [...a].some((type) => b.has(type));
}

function propertiesOf(schema: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const properties = schema['properties'];
  return typeof properties === 'object' && properties !== null ? (properties as Readonly<Record<string, unknown>>) : {};
}

function typesOf(schema: Readonly<Record<string, unknown>>): ReadonlySet<JsonType> | null {
  const stated = schema['type'];
  const names = typeof stated === 'string' ? [stated] : Array.isArray(stated) ? (stated as unknown[]) : null;
  if (names !== null) return new Set(names.map((name) => (name === 'integer' ? 'number' : name) as JsonType));
  if ('const' in schema) return new Set([typeOfValue(schema['const'] as JsonValue)]);
  return Array.isArray(schema['enum']) ? new Set((schema['enum'] as JsonValue[]).map(typeOfValue)) : null;
}
