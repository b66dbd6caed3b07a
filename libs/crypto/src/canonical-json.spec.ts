import { canonicalJson } from './canonical-json';

describe('canonicalJson', () => {
  it('does not depend on the order of keys, at any depth', () => {
    const one = { b: 1, a: [{ d: 1, c: 2 }] };
    const other = { a: [{ c: 2, d: 1 }], b: 1 };
    expect(canonicalJson(one)).toBe(canonicalJson(other));
    expect(canonicalJson(one)).toBe('{"a":[{"c":2,"d":1}],"b":1}');
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });

  it('keeps a key named __proto__', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":1,"a":2}'))).toBe('{"__proto__":1,"a":2}');
  });

  it('writes nothing as null', () => {
    expect(canonicalJson(undefined)).toBe('null');
  });
});
