import fc from 'fast-check';
import { shareRate } from './share-rate';

describe('dividing a limit', () => {
  it('gives everybody the same when everybody wants too much', () => {
    expect(shareRate(100, [500, 400, 300, 900])).toEqual([25, 25, 25, 25]);
  });

  it('gives what one leaves to those who want more', () => {
    const [idle = 0, ...busy] = shareRate(100, [0, 500, 500]);
    expect(idle).toBeCloseTo(100 / 30);
    for (const share of busy) expect(share).toBeCloseTo((100 - 100 / 30) / 2);
  });

  it('spreads evenly what nobody wants', () => {
    expect(shareRate(90, [0, 0, 0])).toEqual([30, 30, 30]);
  });

  it('gives nobody more than wanted while another one wants more, and no more than there is', () => {
    const wishes = fc.array(fc.double({ min: 0, max: 10_000, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), wishes, (limit, wanted) => {
        const shares = shareRate(limit, wanted);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(limit, 5);
        const floor = (0.1 * limit) / wanted.length;
        const satisfied = wanted.map((want, index) => (shares[index] ?? 0) > want + 1e-6);
        const starved = wanted.map((want, index) => (shares[index] ?? 0) < want - 1e-6);
        if (!starved.includes(true)) return;
        satisfied.forEach((isSatisfied, index) => {
          if (isSatisfied) expect(shares[index]).toBeCloseTo(floor, 5);
        });
      }),
    );
  });

  it('has nothing to divide among nobody', () => {
    expect(shareRate(100, [])).toEqual([]);
  });
});
