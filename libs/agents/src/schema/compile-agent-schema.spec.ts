import { compileAgentSchema, compileOutputSchema } from './compile-agent-schema';
import type { JsonSchema } from './json-value';
import { SchemaRejectedError } from './schema-rejected.error';

const COPYWRITER: JsonSchema = {
  type: 'object',
  required: ['topic'],
  additionalProperties: false,
  properties: {
    topic: { type: 'string', minLength: 1, maxLength: 20 },
    word_count: { type: 'integer', minimum: 500, maximum: 5000, default: 2000 },
    tone: { type: 'string', enum: ['professional', 'casual'], default: 'professional' },
    keywords: { type: 'array', maxItems: 3, items: { type: 'string', pattern: '^[a-z ]+$' } },
    code: { type: 'string', pattern: '^[A-Z]+$' },
  },
};

describe('checking parameters', () => {
  const compiled = compileAgentSchema(COPYWRITER);

  it('fills in defaults without touching what it was given', () => {
    const given = { topic: 'Tea' };
    expect(compiled.validate(given)).toEqual({
      ok: true,
      value: { topic: 'Tea', word_count: 2000, tone: 'professional' },
    });
    expect(given).toEqual({ topic: 'Tea' });
  });

  it('lists every error with its JSON Pointer', () => {
    const result = compiled.validate({ tonne: 'x', tone: 'casul', word_count: 1, keywords: ['ok', 'NO'], code: 'ok' });
    expect(result).toEqual({
      ok: false,
      errors: expect.arrayContaining([
        { path: '/topic', message: 'is required' },
        { path: '/tonne', message: 'is not a known property (did you mean "tone"?)' },
        { path: '/tone', message: 'must be one of "professional", "casual" (did you mean "casual"?)' },
        { path: '/word_count', message: 'must be >= 500' },
        { path: '/code', message: 'must match pattern "^[A-Z]+$"' },
        { path: '/keywords/1', message: 'must match pattern "^[a-z ]+$"' },
      ]) as unknown,
    });
  });

  it.each([[null], [[]], ['text'], [7]])('refuses %j where an object is expected', (value) => {
    expect(compiled.validate(value)).toEqual({ ok: false, errors: [{ path: '', message: 'must be object' }] });
  });

  it('bounds the list of errors', () => {
    const many = compileAgentSchema({ type: 'object', additionalProperties: false, properties: {} });
    const value = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}`, 1]));
    const result = many.validate(value);
    expect(result.ok ? 0 : result.errors.length).toBe(50);
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    'refuses the key %s at any depth, even where any JSON is welcome',
    (key) => {
      const open = compileAgentSchema({ type: 'object', properties: { data: {} } });
      const value = JSON.parse(`{"data": [{"deep": {"${key}": {"polluted": true}}}]}`) as unknown;
      expect(open.validate(value)).toEqual({
        ok: false,
        errors: [{ path: `/data/0/deep/${key}`, message: 'is not allowed as a key' }],
      });
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  it('does not take an inherited property for a given one', () => {
    const needs = compileAgentSchema({
      type: 'object',
      required: ['toString'],
      properties: { toString: { type: 'string' } },
    });
    expect(needs.validate({})).toEqual({ ok: false, errors: [{ path: '/toString', message: 'is required' }] });
  });
});

describe('a pattern that would freeze a backtracking engine', () => {
  it('is matched in linear time', () => {
    const compiled = compileAgentSchema({
      type: 'object',
      properties: { text: { type: 'string', pattern: '^(a|a)*$' } },
    });
    const started = performance.now();
    expect(compiled.validate({ text: `${'a'.repeat(5000)}!` }).ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('a schema that cannot be used', () => {
  const deep = (levels: number): JsonSchema =>
    levels === 0 ? { type: 'string' } : { type: 'object', properties: { a: deep(levels - 1) } };
  const refs = (name: string) => Array.from({ length: 10 }, () => ({ $ref: `#/$defs/${name}` }));
  const bomb = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`d${i}`, { allOf: refs(`d${i + 1}`) }]));

  it.each<[string, JsonSchema, string]>([
    ['is too large', { type: 'object', description: 'x'.repeat(200_000) }, 'at most 65536'],
    ['is too deep', deep(40), 'nested deeper'],
    ['refers to itself', { type: 'object', properties: { a: { $ref: '#' } } }, 'refers to itself'],
    [
      'refers in a circle',
      { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
      'refers to itself',
    ],
    ['explodes when written out', { $ref: '#/$defs/d0', $defs: { ...bomb, d5: { type: 'string' } } }, 'too large once'],
    ['refers to another server', { $ref: 'http://127.0.0.1/schema.json' }, 'must point into the same schema'],
    ['refers to nothing', { $ref: '#/$defs/absent' }, 'must point into the same schema'],
    ['names itself', { $id: 'https://example.com/a', type: 'object' }, '$id is not supported'],
    ['has an unknown keyword', { type: 'object', propertys: {} }, 'unknown keyword'],
    ['has an unknown format', { type: 'string', format: 'phone' }, 'unknown format'],
    ['has an over-long pattern', { type: 'string', pattern: 'a'.repeat(501) }, 'at most 500'],
    ['has a pattern with a back-reference', { type: 'string', pattern: '(a)\\1' }, 'invalid escape'],
    ['compares without bound', { type: 'array', uniqueItems: true, items: {} }, 'uniqueItems needs maxItems'],
    [
      'names a prototype',
      JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}') as JsonSchema,
      '"__proto__" is not allowed',
    ],
    ['contradicts itself', { type: 'string', properties: {} }, 'strict'],
  ])('%s', (_, schema, message) => {
    const started = performance.now();
    expect(() => compileAgentSchema(schema)).toThrow(SchemaRejectedError);
    expect(() => compileAgentSchema(schema)).toThrow(message);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('checking an output', () => {
  it('fills nothing in', () => {
    const compiled = compileOutputSchema({
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'string', default: 'x' } },
    });
    expect(compiled.validate({})).toEqual({ ok: false, errors: [{ path: '/a', message: 'is required' }] });
  });
});
