import fc from 'fast-check';
import { cleanJson, cleanText } from './clean-text';

const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
/** Units where the trouble is: NUL, halves of pairs, and an ordinary letter between them. */
const nastyUnits = fc
  .array(fc.constantFrom('\0', '\uD800', '\uDBFF', '\uDC00', '\uDFFF', 'a', '😀'))
  .map((parts) => parts.join(''));

describe('cleanText', () => {
  it.each([
    ['a NUL', 'a\0b', 'ab'],
    ['a lone high half', 'a\uD83Db', 'ab'],
    ['a lone low half', 'a\uDE00b', 'ab'],
    ['a half at either end', '\uDE00ab\uD83D', 'ab'],
    ['a pair parted by a NUL', '\uD83D\0\uDE00', ''],
    ['a high half before a pair', '\uD83D😀', '😀'],
    ['a low half after a pair', '😀\uDE00', '😀'],
  ])('removes %s', (_, dirty, clean) => {
    expect(cleanText(dirty)).toBe(clean);
  });

  it.each(['', 'Grüße, 世界', '😀👩‍👩‍👧', 'tab\tline\nescape\u001b', '\uFFFF\uFFFE'])('keeps %j', (text) => {
    expect(cleanText(text)).toBe(text);
  });

  it.each([
    ['any text', anyUnits],
    ['nasty text', nastyUnits],
  ])('leaves nothing that cannot be stored in %s, and cleans once for all', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const clean = cleanText(text);
        expect(clean).not.toContain('\0');
        expect(Buffer.from(clean, 'utf8').toString('utf8')).toBe(clean);
        expect(cleanText(clean)).toBe(clean);
      }),
      { numRuns: 1000 },
    );
  });

  it('never touches text that can be stored', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('\0'));
        expect(cleanText(text)).toBe(text);
      }),
    );
  });
});

describe('cleanJson', () => {
  it('cleans every string and key, at any depth, and leaves other values alone', () => {
    const dirty = { 'k\0': ['a\uD800', { inner: '\0', n: 1, yes: true, none: null }] };
    expect(cleanJson(dirty)).toEqual({ k: ['a', { inner: '', n: 1, yes: true, none: null }] });
  });

  it('keeps a key named __proto__ an ordinary key', () => {
    const cleaned = cleanJson(JSON.parse('{"__proto__": {"x": "\\u0000y"}}')) as object;
    expect(Object.getPrototypeOf(cleaned)).toBe(Object.prototype);
    expect(JSON.stringify(cleaned)).toBe('{"__proto__":{"x":"y"}}');
  });
});
