import { arrayLiteral } from './array-literal';

describe('an array as text', () => {
  it.each([
    [[], '{}'],
    [['a', 'b'], '{"a","b"}'],
    [['', 'NULL', ','], '{"","NULL",","}'],
    [['a"b', 'c\\d', '{}'], '{"a\\"b","c\\\\d","{}"}'],
  ])('%j is %s', (values, literal) => expect(arrayLiteral(values)).toBe(literal));
});
