import fc from 'fast-check';
import { inspectJson } from './inspect-json';
import { JSON_LIMITS } from './json-limits';

const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];

describe('inspectJson', () => {
  it('finds nothing in any ordinary JSON, however it is written', () => {
    const key = fc
      .string({ unit: 'grapheme', maxLength: 8 })
      .filter((text) => !FORBIDDEN.includes(text) && !text.includes('\0'));
    const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !value.includes('\0'));
    const leaf = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value')), fc.dictionary(key, tie('value'))),
    }));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 2, '\t'), (json, indent) => {
        expect(inspectJson(JSON.stringify(json, null, indent) ?? 'null')).toBeNull();
      }),
    );
  });

  it('finds a forbidden key wherever it stands, escaped or not', () => {
    const path = fc.array(fc.oneof(fc.nat(3), fc.constantFrom('a', 'b/c', 'd~e', '"', '\\')), { maxLength: 10 });
    fc.assert(
      fc.property(path, fc.constantFrom(...FORBIDDEN), fc.boolean(), (steps, forbidden, escaped) => {
        const key = escaped
          ? `"\\u${forbidden.charCodeAt(0).toString(16).padStart(4, '0')}${forbidden.slice(1)}"`
          : `"${forbidden}"`;
        const text = steps.reduceRight<string>(wrap, `{${key}:1}`);
        const pointer = steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
        expect(inspectJson(text)).toMatchObject({ kind: 'forbidden_key', path: `${pointer}/${forbidden}` });
      }),
    );
  });

  /** The text below a key, or at an index of a list. */
  function wrap(inner: string, step: string | number): string {
    if (typeof step === 'string') return `{"x": "y", ${JSON.stringify(step)}: ${inner}}`;
    return `[${'0,'.repeat(step)}${inner}, null]`;
  }

  it.each([
    ['{"a":1,"a":2}', 'duplicate_key', '/a'],
    ['{"a":1,"\\u0061":2}', 'duplicate_key', '/a'],
    ['[{"b":{"c":1,"c":1}}]', 'duplicate_key', '/0/b/c'],
    ['{"a":"x\\u0000"}', 'invalid_text', '/a'],
    ['{"a":["ok","\\ud800"]}', 'invalid_text', '/a/1'],
    ['{"a":"\\udc00\\ud800"}', 'invalid_text', '/a'],
    ['{"\\u0000":1}', 'invalid_text', '/\uFFFD'],
    ['{"a":1e400}', 'limit', '/a'],
    ['[-1E+999]', 'limit', '/0'],
    [`[${'9'.repeat(400)}]`, 'limit', '/0'],
  ])('finds what is wrong in %s', (text, kind, path) => {
    expect(inspectJson(text)).toMatchObject({ kind, path });
  });

  it.each([
    '{"a":"\\ud83d\\ude00"}',
    '{"a":"\\\\u0000"}',
    '{"a":"quote \\" and { [ , : inside"}',
    '[{"a":1},{"a":2}]',
    '{"a":{"a":{"a":1}}}',
    '[1e308,-0.0,1E-999]',
    '""',
    '0',
    ' { } ',
  ])('leaves %s alone', (text) => {
    expect(inspectJson(text)).toBeNull();
  });

  it.each([
    ['depth', (n: number) => '['.repeat(n) + ']'.repeat(n)],
    ['items', (n: number) => `[${Array<number>(n).fill(0).join()}]`],
    ['keysPerObject', (n: number) => `{${Array.from({ length: n }, (_, i) => `"k${i}":0`).join()}}`],
  ] as const)('allows exactly the limit of %s', (limit, textOf) => {
    expect(inspectJson(textOf(JSON_LIMITS[limit]))).toBeNull();
    expect(inspectJson(textOf(JSON_LIMITS[limit] + 1))).toMatchObject({ kind: 'limit' });
  });

  it('allows exactly the limit of keys of all objects together', () => {
    const object = (keys: number): string => `{${Array.from({ length: keys }, (_, i) => `"k${i}":0`).join()}}`;
    const full = JSON_LIMITS.keys / JSON_LIMITS.keysPerObject;
    const objects = Array.from({ length: full }, () => object(JSON_LIMITS.keysPerObject));
    expect(inspectJson(`[${objects.join()}]`)).toBeNull();
    expect(inspectJson(`[${[...objects, object(1)].join()}]`)).toMatchObject({ kind: 'limit' });
  });

  it.each([
    ['one long text', `["${'x'.repeat(1_000_000)}"]`],
    ['many escapes', `["${'\\u0041\\"'.repeat(125_000)}"]`],
    ['many backslashes', `["${'\\\\'.repeat(500_000)}"]`],
    ['many numbers', `[${Array<string>(9_000).fill('1234567890.5e-3').join()}]`],
    ['many texts', `[${Array<string>(9_000).fill('"abcdefghijklmnopqrstuvwxyz"').join()}]`],
  ])('looks at a megabyte of %s in a moment', (_name, text) => {
    const started = process.cpuUsage();
    expect(inspectJson(text)).toBeNull();
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(200);
  });
});
