import fc from 'fast-check';
import { fingerprint } from './dead-letter';

function same(a: string, b: string): boolean {
  return fingerprint('agent', 'CODE', a) === fingerprint('agent', 'CODE', b);
}

describe('fingerprint', () => {
  it.each([
    ['numbers', 'row 17 of 200 failed', 'row 3 of 9 failed'],
    ['decimals', 'took 1.53 s', 'took 12 s'],
    ['UUIDs', 'task 018f3c2a-1111-7abc-8def-0123456789ab', 'task 018f3c2a-2222-7abc-8def-ba9876543210'],
    ['prefixed ids', 'request req_8sd7f6g5h failed', 'request req_1a2b3c4d5 failed'],
    ['hex', 'at 0xdeadbeef in deadbeef12', 'at 0xcafe in 0badc0ffee'],
    ['times', 'since 2026-01-02T03:04:05.678Z', 'since 2027-11-12 13:14:15+02:00'],
    ['case and white space', 'Connection  refused\n', 'connection refused'],
  ])('is the same for messages that differ in %s only', (_, a, b) => {
    expect(same(a, b)).toBe(true);
  });

  it.each([
    ['the words', 'connection refused', 'connection reset'],
    ['words that look like hex', 'decade', 'facade'],
  ])('differs for messages that differ in %s', (_, a, b) => {
    expect(same(a, b)).toBe(false);
  });

  it('differs by agent and by code', () => {
    expect(fingerprint('a', 'X', 'm')).not.toBe(fingerprint('b', 'X', 'm'));
    expect(fingerprint('a', 'X', 'm')).not.toBe(fingerprint('a', 'Y', 'm'));
  });

  it('stays short, and looks only at the beginning of a long message', () => {
    const long = 'word '.repeat(2000);
    expect(fingerprint('a', 'X', long).length).toBeLessThanOrEqual(510);
    expect(same(`${long} one`, `${long} two`)).toBe(true);
  });

  it('takes any text, at once', () => {
    fc.assert(fc.property(fc.string({ maxLength: 8192 }), (text) => void fingerprint('a', 'X', text)));
    const hostile = 'ab_0'.repeat(2000) + '!';
    expect(fingerprint('a', 'X', hostile)).toBeTruthy();
  });
});
