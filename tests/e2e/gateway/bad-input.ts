/*
 * Bad input for any route, made from what the route's own documentation says is good: for each field what is missing, of
 * another type, too long, out of range, unknown; and for each body what no body may hold.
 */

export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly example?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Everything that is not named is welcome, too. */
  readonly additionalProperties?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
}

export interface BadInput {
  readonly name: string;
  /** The body, as text. */
  readonly body?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** The field the answer has to name. */
  readonly path?: string;
}

type Resolve = (schema: Schema) => Schema;

const ONE_OF_EACH: Readonly<Record<string, unknown>> = {
  string: 'x',
  integer: 1.5,
  boolean: true,
  object: {},
  array: [],
};

/** Whether a value has one of the types the schema names. */
function fits(value: unknown, types: readonly string[]): boolean {
  if (value === null) return types.includes('null');
  if (Array.isArray(value)) return types.includes('array');
  if (typeof value === 'number') return types.includes('number');
  return types.includes(typeof value);
}

/** A body with the required fields alone, each with a value that is good. */
export function minimalBody(schema: Schema, resolve: Resolve): Record<string, unknown> {
  const { properties = {}, required = [] } = resolve(schema);
  return Object.fromEntries(required.map((name) => [name, sample(properties[name] ?? {}, resolve)]));
}

function sample(given: Schema, resolve: Resolve): unknown {
  const schema = resolve(given);
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  switch ([schema.type].flat()[0]) {
    case 'string':
      return sampleText(schema);
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}, resolve));
    case undefined:
    default:
      return minimalBody(schema, resolve);
  }
}

function sampleText({ format, minLength = 1 }: Schema): string {
  if (format === 'email') return 'someone@example.org';
  if (format === 'uuid') return '0190d3f0-0000-7000-8000-000000000000';
  return format === 'date-time' ? '2026-01-31T09:00:00Z' : 'good'.padEnd(minLength, '-');
}

/** What is wrong with each single field of a body. */
export function badFields(schema: Schema, resolve: Resolve): BadInput[] {
  const { properties = {}, required = [] } = resolve(schema);
  const good = minimalBody(schema, resolve);
  const without = (name: string): Record<string, unknown> =>
    Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
  const missing = required.map((name) => bad(`${name} missing`, without(name), `/${name}`));
  const wrong = Object.entries(properties).flatMap(([name, property]) =>
    badValues(resolve(property)).map(([why, value]) => bad(`${name} ${why}`, { ...good, [name]: value }, `/${name}`)),
  );
  return [...missing, ...wrong];
}

function bad(name: string, body: unknown, path: string): BadInput {
  return { name, body: JSON.stringify(body), status: 400, path };
}

function badValues(schema: Schema): [why: string, value: unknown][] {
  const types = [schema.type ?? (schema.anyOf ? ['object', 'null'] : 'object')].flat();
  const values: [string, unknown][] = Object.entries(ONE_OF_EACH)
    .filter(([, value]) => !fits(value, types))
    .map(([type, value]) => [`is of type ${type}`, value]);
  if (!types.includes('null')) values.push(['is null', null]);
  if (schema.enum) values.push(['is none of the values', 'no-such-value']);
  if (types.includes('string')) values.push(...badTexts(schema));
  if (types.includes('integer') || types.includes('number')) values.push(...badNumbers(schema));
  if (schema.maxItems !== undefined) values.push(['has too many items', Array(schema.maxItems + 1).fill('x')]);
  return values;
}

function badTexts({ enum: values, minLength, maxLength, format, pattern }: Schema): [string, unknown][] {
  if (values) return [];
  return [
    ...(minLength !== undefined ? [['is empty', ''] as [string, unknown]] : []),
    ...(maxLength !== undefined ? [['is too long', 'x'.repeat(maxLength + 1)] as [string, unknown]] : []),
    ...(format !== undefined ? [[`is no ${format}`, 'x y'] as [string, unknown]] : []),
    ...(pattern !== undefined ? [['does not match', '!?'] as [string, unknown]] : []),
  ];
}

function badNumbers({ minimum, maximum }: Schema): [string, unknown][] {
  return [
    ...(minimum !== undefined ? [['is too small', minimum - 1] as [string, unknown]] : []),
    ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
      ? [['is too large', maximum + 1] as [string, unknown]]
      : []),
  ];
}

/** What no body of any route may be. `good` is one that is fine; an open body may hold any field. */
export function badBodies(good: Readonly<Record<string, unknown>>, isOpen: boolean): BadInput[] {
  const inner = JSON.stringify(good).slice(1, -1);
  const plus = (extra: string): string => (inner === '' ? `{${extra}}` : `{${inner},${extra}}`);
  const deep = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;
  const unknown = ['unknown_field', 'submitted_by', 'created_by', 'attempts'].map((name) => ({
    name: `unknown field ${name}`,
    body: plus(`"${name}":"x"`),
    status: 400,
    path: `/${name}`,
  }));
  const forbidden = ['__proto__', 'constructor', 'prototype'].flatMap((key) => [
    { name: `key ${key}`, body: plus(`"${key}":{"polluted":true}`), status: 400, path: `/${key}` },
    { name: `deep key ${key}`, body: plus(`"a":{"${key}":1}`), status: 400, path: `/a/${key}` },
  ]);
  return [
    ...(isOpen ? [] : unknown),
    ...forbidden,
    { name: 'a duplicate key', body: plus('"a":1,"a":2'), status: 400, path: '/a' },
    { name: 'NUL', body: plus('"a":"x\\u0000"'), status: 400, path: '/a' },
    { name: 'a lone surrogate', body: plus('"a":"\\udc00"'), status: 400, path: '/a' },
    { name: 'a number without end', body: plus('"a":1e999999'), status: 400, path: '/a' },
    { name: 'too deep', body: plus(`"a":${deep}`), status: 400, path: `/a${'/a'.repeat(31)}` },
    { name: 'too many items', body: plus(`"a":[${Array(10_001).fill(0).join()}]`), status: 400, path: '/a' },
    {
      name: 'too many keys',
      body: plus(`"a":{${Array.from({ length: 1_001 }, (_, i) => `"k${i}":0`).join()}}`),
      status: 400,
      path: '/a',
    },
    { name: 'too large', body: plus(`"a":"${'x'.repeat(1024 * 1024)}"`), status: 413 },
    { name: 'bad JSON', body: '{"a":', status: 400 },
    { name: 'a list', body: '[]', status: 400, path: '' },
    { name: 'a text', body: '"x"', status: 400, path: '' },
    { name: 'plain text', body: 'x', headers: { 'content-type': 'text/plain' }, status: 415 },
    { name: 'a form', body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' }, status: 415 },
    { name: 'a compressed body', body: '{}', headers: { 'content-encoding': 'gzip' }, status: 415 },
  ];
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}

/** What is wrong with a query: unknown parameters, parameters given twice, values of another type. */
export function badQueries(parameters: readonly Parameter[]): BadInput[] {
  const own = parameters.filter((parameter) => parameter.in === 'query');
  return [
    { name: 'unknown parameter', query: 'no_such_parameter=1', status: 400, path: '/no_such_parameter' },
    { name: 'NUL in the query', query: 'no_such_parameter=%00', status: 400 },
    ...own.flatMap(({ name, schema }) => badQueryValues(schema).map((value) => badQuery(name, value))),
    ...own.filter(({ schema }) => schema.type !== 'array').map(({ name }) => badQuery(name, `1&${name}=1`)),
  ];
}

function badQuery(name: string, value: string): BadInput {
  return { name: `${name}=${value.slice(0, 40)}`, query: `${name}=${value}`, status: 400, path: `/${name}` };
}

function badQueryValues(schema: Schema): string[] {
  const {
    type,
    format,
    enum: values,
    minimum,
    maxLength,
    pattern,
  } = schema.type === 'array' ? (schema.items ?? {}) : schema;
  return [
    ...(type === 'integer' ? ['x', '1.5', '1e3', ''] : []),
    ...(type === 'boolean' ? ['yes', ''] : []),
    ...(minimum !== undefined ? [String(minimum - 1)] : []),
    ...(values !== undefined ? ['no-such-value'] : []),
    ...(format !== undefined || pattern !== undefined ? ['x%20y'] : []),
    ...(maxLength !== undefined ? ['x'.repeat(maxLength + 1)] : []),
  ];
}
