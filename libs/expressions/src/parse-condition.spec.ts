import { evaluateCondition, type JsonObject, type Scope } from '@cadre/domain';
import fc from 'fast-check';
import { CONDITION_LIMITS, parseCondition } from './parse-condition';

const inputs: JsonObject = { n: 3, tier: 'gold', ok: true, no: false, tags: ['a', 'b'], 'dashed-name': -2, texte: 'é' };
const RUN: Scope = {
  inputs,
  workflow: { id: 'w-1', name: 'launch', external_id: null, template: null, version: null, started_at: null },
  step: (names) =>
    names === 'build-test' ? { status: 'completed', output: { ok: false, tests: { failed: 2 } } } : undefined,
  item: { id: 7 },
  index: 4,
};

function holds(text: string): unknown {
  const parsed = parseCondition(text);
  if (!parsed.ok) return parsed.message;
  const result = evaluateCondition(parsed.condition, RUN);
  return result.ok ? result.holds : result.message;
}

describe('the text of a condition', () => {
  it.each([
    ['inputs.n == 3', true],
    ['inputs.n != 3', false],
    ['inputs.n<4 and inputs.n>=3', true],
    ['inputs.n > 2.5', true],
    ['inputs.dashed-name == -2', true],
    ["inputs.tier == 'gold'", true],
    ['inputs.tier == "gold"', true],
    ["inputs.tier in ['silver', 'gold']", true],
    ["not inputs.tier in ['silver', 'gold']", false],
    ['inputs.ok', true],
    ['not inputs.ok', false],
    ['not not inputs.ok', true],
    ['inputs.tags == ["a", "b"]', true],
    ['inputs.tags[1] == "b"', true],
    ['inputs.tags.length == 2', true],
    ['"a" in inputs.tags', true],
    ['[] == []', true],
    ['steps.build-test.output.ok == false', true],
    ['steps.build-test.status == "completed" and steps.build-test.output.tests.failed > 0', true],
    ['exists(steps.build-test.output)', true],
    ['exists( steps.never.output )', false],
    ['not exists(inputs.absent) or inputs.absent == 1', true],
    ['item.id == 7 and index == 4', true],
    ['null == null', true],
    ['true', true],
    ['inputs.no', false],
    ['inputs.no or inputs.no or inputs.ok', true],
  ])('%s is %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it.each([
    ['inputs.ok or inputs.ok and inputs.no', true],
    ['(inputs.ok or inputs.ok) and inputs.no', false],
    ['not inputs.no and inputs.no', false],
    ['not (inputs.no and inputs.no)', true],
    ['not inputs.n == 4', true],
    ['(not inputs.ok) == false', true],
    ['not not inputs.n == 3', true],
    ['inputs.ok == (inputs.n == 3)', true],
  ])('binds as a reader expects: %s is %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it.each([
    ['', 'must not be empty'],
    ['   ', 'must not be empty'],
    ['inputs.n ==', 'Expected expression after =='],
    ['== 3', 'at character 1'],
    ['inputs.n = 3', 'at character'],
    ['inputs.n === 3', 'at character'],
    ['inputs.n == 3 inputs.n', 'one expression'],
    ['inputs.n, 3', 'one expression'],
    ['input.n == 3', 'did you mean "inputs"?'],
    ["inputs.kind = 'fix'", 'did you mean "=="?'],
    ['process.exit(1)', '"process" is not known here'],
    ['inputs.constructor.constructor("return process")()', '"constructor" is not allowed'],
    ['inputs.__proto__', '"__proto__" is not allowed'],
    ['inputs.tags.map(1)', 'one expression'],
    ['exists(inputs.a', 'exists takes one path in parentheses'],
    ['exists inputs.a', 'exists takes one path in parentheses'],
    ['exists("a")', 'must start with'],
    ['exists()', 'must start with'],
    ['inputs.n + 1 == 4', 'at character'],
    ['inputs.ok ? 1 : 2', 'only paths, literals'],
    ['inputs.ok && inputs.no', 'at character'],
    ['!inputs.ok', 'at character'],
    ['-inputs.n == 3', '"-" stands before numbers only'],
    ['1 < 2 < 3', 'after another comparison'],
    ['[1,,2] == 1', 'holes'],
    ['1e999 == 1', 'finite'],
    ['"a".length == 1', 'only paths, literals'],
    ['this == 1', '"this" is not known here'],
    ['(inputs.ok', 'Unclosed ('],
    ['"open', 'Unclosed quote'],
    ['`a`', 'at character'],
    ['inputs.n == 3;', 'one expression'],
    [',inputs.ok', 'one expression'],
    ['(inputs.ok;)', 'Unclosed ('],
    ['()', 'An expression is missing'],
    ['and', 'only paths, literals'],
    [`${'('.repeat(33)}true${')'.repeat(33)}`, 'nested at most 32 deep'],
    ['x'.repeat(CONDITION_LIMITS.characters + 1), 'at most 2000 characters'],
  ])('%s is refused', (text, message) => {
    expect(parseCondition(text)).toEqual({ ok: false, message: expect.stringContaining(message) });
  });

  it.each([
    ['not '.repeat(499) + 'true'],
    ['-'.repeat(1_990) + '1'],
    ['true and '.repeat(221) + 'true'],
    ['['.repeat(32) + ']'.repeat(32) + ' == 1'],
    ['('.repeat(1_999)],
    [')'.repeat(1_999)],
  ])('however it is repeated, ends: %.20s…', (text) => {
    expect(parseCondition(text)).toHaveProperty('ok');
  });

  it('never throws, and never runs anything', () => {
    const words = fc.constantFrom(
      ...[
        'and',
        'or',
        'not',
        'in',
        'exists',
        '(',
        ')',
        '[',
        ']',
        ',',
        '==',
        '<',
        '-',
        '.',
        ' ',
        '"',
        "'",
        '\\',
        ';',
        '?',
        ':',
      ],
      ...[
        'inputs.n',
        'item',
        '3',
        'true',
        'null',
        '`',
        '${',
        '__proto__',
        'constructor',
        '=>',
        '/*',
        '{',
        '}',
        '@',
        '#',
      ],
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 30 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseCondition(text);
        if (parsed.ok) expect(evaluateCondition(parsed.condition, RUN)).toHaveProperty('ok');
        else expect(parsed.message).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
  });
});
