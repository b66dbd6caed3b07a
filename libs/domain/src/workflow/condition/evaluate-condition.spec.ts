import fc from 'fast-check';
import { aPath, aScope } from '../../testing/workflow-builders';
import type { JsonValue } from '../definition/json-value';
import type { Condition } from './condition';
import { evaluateCondition, MAX_CONDITION_STEPS } from './evaluate-condition';

const path = (text: string): Condition => ({ kind: 'path', path: aPath(text) });
const literal = (value: string | number | boolean | null): Condition => ({ kind: 'literal', value });
const list = (...items: Condition[]): Condition => ({ kind: 'list', items });
const compare = (left: Condition, operator: '==' | '!=' | '<' | '<=' | '>' | '>=', right: Condition): Condition => ({
  kind: 'compare',
  operator,
  left,
  right,
});
const isIn = (left: Condition, right: Condition): Condition => ({ kind: 'in', left, right });
const both = (left: Condition, right: Condition): Condition => ({ kind: 'and', left, right });
const either = (left: Condition, right: Condition): Condition => ({ kind: 'or', left, right });

const RUN = aScope({ inputs: { tier: 'gold', n: 3, ok: true, tags: ['a', { b: [1] }], none: null } });

describe('a condition', () => {
  it.each<[string, Condition, boolean]>([
    ['an equal text', compare(path('inputs.tier'), '==', literal('gold')), true],
    ['another type', compare(path('inputs.n'), '==', literal('3')), false],
    ['an unequal number', compare(path('inputs.n'), '!=', literal(4)), true],
    ['equal lists', compare(path('inputs.tags[1].b'), '==', list(literal(1))), true],
    ['lists of other lengths', compare(path('inputs.tags'), '==', list(literal('a'))), false],
    ['null', compare(path('inputs.none'), '==', literal(null)), true],
    ['less', compare(path('inputs.n'), '<', literal(3)), false],
    ['at most', compare(path('inputs.n'), '<=', literal(3)), true],
    ['more, of texts', compare(path('inputs.tier'), '>', literal('bronze')), true],
    ['at least', compare(path('inputs.n'), '>=', literal(4)), false],
    ['equal texts in order', compare(literal('a'), '<=', literal('a')), true],
    ['texts in order', compare(literal('a'), '<', literal('b')), true],
    ['an element', isIn(literal('a'), path('inputs.tags')), true],
    ['no element', isIn(literal('b'), path('inputs.tags')), false],
    ['a part of a text', isIn(literal('ol'), path('inputs.tier')), true],
    ['a key', isIn(literal('b'), path('inputs.tags[1]')), true],
    ['an inherited key', isIn(literal('toString'), path('inputs.tags[1]')), false],
    ['a denial', { kind: 'not', operand: path('inputs.ok') }, false],
    ['a path that is there', { kind: 'exists', path: aPath('inputs.none') }, true],
    ['a path that is not', { kind: 'exists', path: aPath('inputs.absent') }, false],
    ['and, without its right side', both(literal(false), path('inputs.absent')), false],
    ['or, without its right side', either(literal(true), path('inputs.absent')), true],
  ])('about %s', (_, condition, holds) => {
    expect(evaluateCondition(condition, RUN)).toMatchObject({ ok: true, holds });
  });

  it.each<[string, Condition, string]>([
    ['a number for a truth', path('inputs.n'), 'a number is neither true nor false'],
    ['a text for a truth', both(path('inputs.tier'), literal(true)), 'a text is neither'],
    ['an object for a truth', path('inputs.tags[1]'), 'an object is neither'],
    ['a number compared with a text', compare(path('inputs.n'), '<', literal('4')), 'a number with a text'],
    ['null compared', compare(literal(null), '<', literal(4)), 'null with a number'],
    ['a search in a number', isIn(literal(1), path('inputs.n')), 'cannot look for a number in a number'],
    ['a list looked for in a text', isIn(list(), path('inputs.tier')), 'a list in a text'],
  ])('with %s is invalid', (_, condition, message) => {
    expect(evaluateCondition(condition, RUN)).toMatchObject({
      ok: false,
      code: 'CONDITION_INVALID',
      message: expect.stringContaining(message),
    });
  });

  it('on a path without a value fails, and names it', () => {
    const condition = either(compare(path('inputs.absent'), '==', literal(1)), literal(true));
    expect(evaluateCondition(condition, RUN)).toMatchObject({
      ok: false,
      code: 'TEMPLATE_UNRESOLVED',
      message: '"inputs.absent" has no value',
    });
  });

  it('stops after its steps, however much there is to compare', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => i);
    const scope = aScope({ inputs: { a: many, b: [...many], deep: [many, many] } });
    for (const condition of [
      compare(path('inputs.a'), '==', path('inputs.b')),
      isIn(literal(-1), path('inputs.a')),
      isIn(path('inputs.b'), path('inputs.deep')),
    ]) {
      const result = evaluateCondition(condition, scope);
      expect(result).toMatchObject({ ok: false, code: 'CONDITION_INVALID' });
      expect(result.steps).toBeLessThan(2 * MAX_CONDITION_STEPS);
    }
  });

  it('compares any two values as JSON does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        const scope = aScope({
          inputs: { a: a as JsonValue, b: b as JsonValue, again: structuredClone(a) as JsonValue },
        });
        expect(evaluateCondition(compare(path('inputs.a'), '==', path('inputs.again')), scope)).toMatchObject({
          holds: true,
        });
        const equal = evaluateCondition(compare(path('inputs.a'), '==', path('inputs.b')), scope);
        expect(evaluateCondition(compare(path('inputs.a'), '!=', path('inputs.b')), scope)).toMatchObject({
          holds: equal.ok && !equal.holds,
        });
      }),
    );
  });
});
