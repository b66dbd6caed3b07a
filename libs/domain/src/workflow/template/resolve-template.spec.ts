import fc from 'fast-check';
import { aScope } from '../../testing/workflow-builders';
import type { JsonValue } from '../definition/json-value';
import { parseTemplate, TEMPLATE_LIMITS } from './parse-template';
import { resolveTemplate } from './resolve-template';
import type { Scope } from './resolve-path';

function resolve(value: JsonValue, scope: Scope = RUN) {
  const { template, problems } = parseTemplate(value);
  expect(problems).toEqual([]);
  return resolveTemplate(template, scope);
}

const RUN = aScope({
  inputs: { topic: 'Queues', count: 3, none: null, long: 'abcdefgh', tags: ['a', 'b'], length: 7, emoji: 'ab😀cd' },
  outputs: { blog: { title: 'On queues', parts: [{ n: 1 }, { n: 2 }] }, 'assets.image': { file_path: '/i.png' } },
  item: { name: 'first' },
  index: 0,
});

describe('a resolved template', () => {
  it.each<[JsonValue, JsonValue]>([
    ['{{inputs.count}}', 3],
    ['{{ inputs.tags }}', ['a', 'b']],
    ['{{steps.blog.output.parts[1]}}', { n: 2 }],
    ['{{steps.blog.output.parts[1].n}} of {{steps.blog.output.parts.length}}', '2 of 2'],
    ['{{steps.assets.image.output.file_path}}', '/i.png'],
    ['{{steps.blog.status}}', 'completed'],
    ['New: {{steps.blog.output.title}}', 'New: On queues'],
    ['{{inputs.tags}}!', '["a","b"]!'],
    ['[{{inputs.none}}]', '[]'],
    ['{{inputs.none}}', null],
    ['{{index}}', 0],
    ['{{item.name}}', 'first'],
    ['{{workflow.name}}', 'launch'],
    ['{{inputs.length}}', 7],
    [
      { to: ['{{inputs.topic}}', 'x'], n: '{{inputs.count}}' },
      { to: ['Queues', 'x'], n: 3 },
    ],
    ['\\{{inputs.topic}} is {{inputs.topic}}', '{{inputs.topic}} is Queues'],
  ])('%j is %j', (template, value) => {
    expect(resolve(template)).toEqual({ ok: true, value });
  });

  it.each<[string, JsonValue]>([
    ['inputs.absent | default: "none"', 'none'],
    ['inputs.none | default: 5', 5],
    ['inputs.count | default: 5', 3],
    ['inputs.absent | upper | default: []', []],
    ['steps.skipped.output.x | default: null', null],
    ['inputs.tags | json', '["a","b"]'],
    ['inputs.tags | length', 2],
    ['inputs.topic | length', 6],
    ['steps.blog.output | length', 2],
    ['inputs.tags | first', 'a'],
    ['inputs.tags | last | upper', 'B'],
    ['inputs.tags | join', 'a, b'],
    ['inputs.tags | join: "-"', 'a-b'],
    ['steps.blog.output.parts | join: ";"', '{"n":1};{"n":2}'],
    ['inputs.topic | lower', 'queues'],
    ['inputs.long | truncate: 4', 'abc…'],
    ['inputs.long | truncate: 8', 'abcdefgh'],
    ['inputs.long | truncate: 0', ''],
    ['inputs.emoji | truncate: 4', 'ab…'],
  ])('{{%s}} is %j', (expression, value) => {
    expect(resolve(`{{${expression}}}`)).toEqual({ ok: true, value });
  });

  it.each([
    ['{{inputs.absent}}', 'inputs.absent'],
    ['{{inputs.topic.length}}', 'inputs.topic.length'],
    ['{{inputs.toString}}', 'inputs.toString'],
    ['{{inputs.tags.map}}', 'inputs.tags.map'],
    ['{{inputs.tags[2]}}', 'inputs.tags[2]'],
    ['{{steps.blog}}', 'steps.blog'],
    ['{{steps.later.output}}', 'steps.later.output'],
    ['{{steps.blog.error.code}}', 'steps.blog.error.code'],
    ['{{inputs.count | upper}}', 'inputs.count'],
    ['{{inputs.count | length}}', 'inputs.count'],
    ['{{inputs.topic | first}}', 'inputs.topic'],
    ['{{inputs.count | join}}', 'inputs.count'],
    ['{{inputs.count | truncate: 3}}', 'inputs.count'],
    ['a {{inputs.absent}} and {{inputs.gone}}', 'inputs.absent'],
  ])('%s fails, and names the path', (template, path) => {
    expect(resolve([template])).toMatchObject({ ok: false, code: 'TEMPLATE_UNRESOLVED', path });
  });

  it('outside a map knows no item', () => {
    expect(resolve('{{item}}', aScope())).toMatchObject({ ok: false, path: 'item' });
  });

  it('never evaluates what a value holds', () => {
    const scope = aScope({ inputs: { evil: '{{workflow.id}} ${1+1} {{inputs.secret}}', secret: 's' } });
    expect(resolve('{{inputs.evil}}', scope)).toEqual({ ok: true, value: '{{workflow.id}} ${1+1} {{inputs.secret}}' });
    expect(resolve('> {{inputs.evil}}', scope)).toMatchObject({ value: expect.stringContaining('{{inputs.secret}}') });
  });

  it('reads own properties only, and pollutes nothing', () => {
    const inputs = JSON.parse('{"__proto__": {"polluted": 1}, "a": {"b": 1}}') as Record<string, JsonValue>;
    const copied = resolve(JSON.parse('{"__proto__": "{{inputs.a.b}}"}') as JsonValue, aScope({ inputs }));
    expect(copied.ok && Object.getPrototypeOf(copied.value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each<[string, JsonValue]>([
    ['one large value, many times', '{{inputs.big}}'.repeat(3)],
    ['a large value kept by reference, many times', Array<string>(3).fill('{{inputs.big}}')],
    ['escapes that double', `{{inputs.quotes ${'| json '.repeat(8)}}}`],
    ['a long separator', `{{inputs.list | join: "${'-'.repeat(900)}"}}`],
    ['a value nested too deep to walk', '{{inputs.deep}}'],
  ])('refuses %s', (_, template) => {
    const deep = Array.from({ length: 5_000 }).reduce<JsonValue>((inner) => [inner], 1);
    const half = TEMPLATE_LIMITS.characters / 2;
    const inputs = { big: 'x'.repeat(half), quotes: '"'.repeat(half / 2), list: Array<number>(5_000).fill(1), deep };
    expect(resolve(template, aScope({ inputs }))).toMatchObject({ ok: false, code: 'TEMPLATE_TOO_LARGE' });
  });

  it('gives back any value that is referred to whole, unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const scope = aScope({ outputs: { any: value as JsonValue } });
        expect(resolve('{{steps.any.output}}', scope)).toEqual({ ok: true, value });
      }),
    );
  });

  it('gives back any value without braces as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('{{'));
        expect(resolve(value as JsonValue)).toEqual({ ok: true, value });
      }),
    );
  });

  it('is the text around it with any text in the middle', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (middle, around) => {
        fc.pre(!around.includes('{') && !around.endsWith('\\'));
        const scope = aScope({ inputs: { middle } });
        expect(resolve(`${around}<{{inputs.middle}}>${around}`, scope)).toEqual({
          ok: true,
          value: `${around}<${middle}>${around}`,
        });
      }),
    );
  });
});
