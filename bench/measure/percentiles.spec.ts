import { percentiles } from './percentiles';

describe('percentiles', () => {
  it('are samples that so large a share does not exceed', () => {
    const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentiles(oneToHundred)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100, samples: 100 });
  });

  it('sort by value, not by spelling', () => {
    expect(percentiles([10, 9, 100])).toMatchObject({ p50: 10, max: 100 });
  });

  it('of few samples are the larger ones', () => {
    expect(percentiles([1, 2])).toEqual({ p50: 1, p95: 2, p99: 2, max: 2, samples: 2 });
    expect(percentiles([7])).toEqual({ p50: 7, p95: 7, p99: 7, max: 7, samples: 1 });
  });

  it('of none are no numbers', () => {
    expect(percentiles([])).toEqual({ p50: NaN, p95: NaN, p99: NaN, max: NaN, samples: 0 });
  });

  it('leave what they are given as it is', () => {
    const samples = [3, 1, 2];
    percentiles(samples);
    expect(samples).toEqual([3, 1, 2]);
  });
});
