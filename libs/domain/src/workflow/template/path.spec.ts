import fc from 'fast-check';
import { MAX_PATH_SEGMENTS, scanPath } from './path';

describe('a path', () => {
  it.each([
    ['inputs.topic', 'inputs', ['topic']],
    ['item', 'item', []],
    ['steps.build-test.output.failures[0].name', 'steps', ['build-test', 'output', 'failures', 0, 'name']],
    ['inputs.주제', 'inputs', ['주제']],
    ['inputs.$id.@type', 'inputs', ['$id', '@type']],
    ['item[12][3]', 'item', [12, 3]],
  ])('%s is taken apart', (text, root, segments) => {
    expect(scanPath(text, 0)).toEqual({ ok: true, path: { root, segments, source: text }, end: text.length });
  });

  it('ends where its characters end, wherever it starts', () => {
    expect(scanPath('a inputs.b | upper', 2)).toMatchObject({ ok: true, path: { source: 'inputs.b' }, end: 10 });
  });

  it.each([
    ['', 'TEMPLATE_INVALID', 'must start with "inputs"'],
    ['input.topic', 'TEMPLATE_UNKNOWN_ROOT', 'did you mean "inputs"?'],
    ['process.env', 'TEMPLATE_UNKNOWN_ROOT', 'paths start with'],
    ['inputs..a', 'TEMPLATE_INVALID', 'a name is missing'],
    ['inputs.', 'TEMPLATE_INVALID', 'a name is missing'],
    ['inputs[-1]', 'TEMPLATE_INVALID', 'must be followed by a number'],
    ['inputs["a"]', 'TEMPLATE_INVALID', 'must be followed by a number'],
    ['inputs[1', 'TEMPLATE_INVALID', 'must be followed by a number'],
    ['inputs[12345678901]', 'TEMPLATE_INVALID', 'must be followed by a number'],
    ['inputs.__proto__.polluted', 'TEMPLATE_FORBIDDEN_PATH', '"__proto__" is not allowed'],
    ['inputs.constructor.constructor', 'TEMPLATE_FORBIDDEN_PATH', '"constructor" is not allowed'],
    ['steps.a.output.prototype', 'TEMPLATE_FORBIDDEN_PATH', '"prototype" is not allowed'],
    ['constructor', 'TEMPLATE_FORBIDDEN_PATH', '"constructor" is not allowed'],
    [`inputs${'.a'.repeat(MAX_PATH_SEGMENTS + 1)}`, 'TEMPLATE_INVALID', 'at most 32 parts'],
  ])('"%s" is refused', (text, code, message) => {
    expect(scanPath(text, 0)).toEqual({ ok: false, problem: { code, message: expect.stringContaining(message) } });
  });

  it('never throws, and never says more than fits on a line or two', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), fc.nat(600), (text, start) => {
        const scanned = scanPath(text, start);
        if (!scanned.ok) expect(scanned.problem.message.length).toBeLessThan(250);
      }),
    );
  });
});
