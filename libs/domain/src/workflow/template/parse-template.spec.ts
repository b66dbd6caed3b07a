import fc from 'fast-check';
import type { JsonValue } from '../definition/json-value';
import { parseTemplate, TEMPLATE_LIMITS } from './parse-template';

function problems(value: JsonValue) {
  return parseTemplate(value).problems;
}

describe('a template', () => {
  it('without a reference is a literal, however deep', () => {
    const value = { a: [1, { b: null }], c: 'text with } and { and {' };
    expect(parseTemplate(value).template).toEqual({ kind: 'literal', value });
  });

  it('that is one reference is told from one in a text', () => {
    expect(parseTemplate('{{ inputs.n }}').template.kind).toBe('reference');
    expect(parseTemplate(' {{inputs.n}}').template.kind).toBe('text');
    expect(parseTemplate('{{inputs.a}}{{inputs.b}}').template.kind).toBe('text');
  });

  it('knows where each of its references stands, and which has a default', () => {
    const { references } = parseTemplate({ 'a/b': ['{{item}}'], c: 'x {{inputs.y | default: 1}}' }, '/steps/0');
    expect(references.map(({ path, ...rest }) => ({ ...rest, source: path.source }))).toEqual([
      { source: 'item', pointer: '/steps/0/a~1b/0', hasDefault: false },
      { source: 'inputs.y', pointer: '/steps/0/c', hasDefault: true },
    ]);
  });

  it('can hold braces that mean nothing', () => {
    expect(parseTemplate('Dear \\{{name}}').template).toEqual({ kind: 'literal', value: 'Dear {{name}}' });
  });

  it.each([
    ['{{inputs.a | default: "}} |"}}', { name: 'default', argument: '}} |' }],
    ["{{inputs.a | default: 'it\\'s \"so\"'}}", { name: 'default', argument: 'it\'s "so"' }],
    ['{{inputs.a | default: {}}}', { name: 'default', argument: {} }],
    ['{{inputs.a|default:[]}}', { name: 'default', argument: [] }],
    ['{{inputs.a | truncate: 20}}', { name: 'truncate', argument: 20 }],
    ['{{inputs.a | join}}', { name: 'join' }],
    ['{{inputs.a | join: " / "}}', { name: 'join', argument: ' / ' }],
  ])('%s has a filter with its argument', (text, filter) => {
    expect(parseTemplate(text).template).toMatchObject({ kind: 'reference', expression: { filters: [filter] } });
  });

  it.each([
    ['{{inputs.a', 'TEMPLATE_INVALID', 'is not closed'],
    ['{{}}', 'TEMPLATE_INVALID', 'must start with'],
    ['{{ {{inputs.a}} }}', 'TEMPLATE_INVALID', 'must start with'],
    ['{{inputs.a + 1}}', 'TEMPLATE_INVALID', 'unexpected "+ 1"'],
    ['{{inputs.a()}}', 'TEMPLATE_INVALID', 'unexpected "()"'],
    ['{{constructor.constructor("return process")()}}', 'TEMPLATE_FORBIDDEN_PATH', 'constructor'],
    ['{{inputs.a | uper}}', 'TEMPLATE_UNKNOWN_FILTER', 'did you mean "upper"?'],
    ['{{inputs.a | }}', 'TEMPLATE_UNKNOWN_FILTER', 'known are default'],
    ['{{inputs.a | default}}', 'TEMPLATE_INVALID', 'takes a value'],
    ['{{inputs.a | default: nothing}}', 'TEMPLATE_INVALID', '"nothing" is no value'],
    ['{{inputs.a | default: {"__proto__": 1}}}', 'TEMPLATE_INVALID', 'with members'],
    ['{{inputs.a | upper: 1}}', 'TEMPLATE_INVALID', 'takes no argument'],
    ['{{inputs.a | truncate}}', 'TEMPLATE_INVALID', 'takes a whole number'],
    ['{{inputs.a | truncate: 1.5}}', 'TEMPLATE_INVALID', 'takes a whole number'],
    ['{{inputs.a | join: 1}}', 'TEMPLATE_INVALID', 'takes a text'],
    [`{{inputs.a ${'| upper '.repeat(9)}}}`, 'TEMPLATE_INVALID', 'at most 8 filters'],
    [`{{inputs.${'a'.repeat(1_000)}}}`, 'TEMPLATE_INVALID', 'is not closed'],
  ])('%s is refused', (text, code, message) => {
    expect(problems([text])).toEqual([{ pointer: '/0', code, message: expect.stringContaining(message) }]);
  });

  it('has every mistake of a value found at once', () => {
    expect(problems({ a: '{{input.x}}', b: ['{{inputs.y | loud}}'] }).map(({ pointer }) => pointer)).toEqual([
      '/a',
      '/b/0',
    ]);
  });

  it('has the first mistakes of one text found at once', () => {
    const { problems } = parseTemplate('{{input.a}} {{steps.a.output | legnth}} {{inputs.ok}}');
    expect(problems.map(({ code }) => code)).toEqual(['TEMPLATE_UNKNOWN_ROOT', 'TEMPLATE_UNKNOWN_FILTER']);
    expect(parseTemplate('{{x}}'.repeat(1_000)).problems).toHaveLength(5);
  });

  it('is bounded in characters, references and depth, and says so once', () => {
    const { characters, references, depth } = TEMPLATE_LIMITS;
    const nested = Array.from({ length: depth + 1 }).reduce<JsonValue>((inner) => [inner], '{{item}}');
    const tooMuch: JsonValue[] = [
      ['x'.repeat(characters), 'y', 'z'],
      '{{item}}'.repeat(references + 5),
      Array<string>(references + 5).fill('{{item}}'),
      nested,
    ];
    expect(tooMuch.map((value) => problems(value).map(({ code }) => code))).toEqual(
      tooMuch.map(() => ['TEMPLATE_TOO_LARGE']),
    );
  });

  it('of open braces without end costs no more than their number', () => {
    expect(problems('{{'.repeat(500_000))).toHaveLength(1);
    expect(problems('{{inputs.a | default: "'.repeat(40_000))).toHaveLength(1);
  });

  it('never throws, whatever the value', () => {
    const braces = fc.string({
      unit: fc.constantFrom('{', '}', '{{', '}}', '|', ':', '"', "'", '\\', 'item', '.', '[0]', ' '),
    });
    const values = fc.oneof(fc.jsonValue(), braces, fc.array(braces));
    fc.assert(fc.property(values, (value) => expect(parseTemplate(value as JsonValue).template).toBeDefined()));
  });
});
