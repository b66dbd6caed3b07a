import { takeRandom } from './random-pool';

describe('random bytes out of a pool', () => {
  it('have the length that was asked for, and never come twice', () => {
    const seen = new Set<string>();
    for (let turn = 0; turn < 5_000; turn += 1) {
      const bytes = takeRandom(12);
      expect(bytes).toHaveLength(12);
      seen.add(bytes.toString('hex'));
    }
    expect(seen.size).toBe(5_000);
  });
});
