import { FailureCounts } from './failure-counts';

describe('counting failures', () => {
  it('counts by message, until it is settled', () => {
    const counts = new FailureCounts();
    counts.add('a');
    counts.add('a');
    counts.add('b');
    counts.forget('b');
    expect([counts.of('a'), counts.of('b')]).toEqual([2, 0]);
  });

  it('forgets the oldest before it remembers too many', () => {
    const counts = new FailureCounts();
    for (let n = 0; n <= 10_000; n += 1) counts.add(`m${n}`);
    expect([counts.of('m0'), counts.of('m1'), counts.of('m10000')]).toEqual([0, 1, 1]);
  });
});
