import { LONGEST_REST_MS, RestingRuns, restAfterMs } from './resting-runs';

function restingAt() {
  const clock = { ms: 0 };
  return { clock, runs: new RestingRuns(() => clock.ms) };
}

describe('the rest of a run that cannot be folded', () => {
  it('grows with every failure, up to five minutes', () => {
    expect([1, 2, 3, 4, 5, 6, 2000].map(restAfterMs)).toEqual([
      5_000, 15_000, 45_000, 135_000, 300_000, 300_000, 300_000,
    ]);
  });

  it('ends by itself, and the next one is longer', () => {
    const { clock, runs } = restingAt();
    expect(runs.failed('a')).toBe(1);
    expect(runs.resting()).toEqual(['a']);
    clock.ms = 5_000;
    expect(runs.resting()).toEqual([]);
    expect(runs.failed('a')).toBe(2);
    clock.ms = 19_999;
    expect(runs.resting()).toEqual(['a']);
  });

  it('does not grow while something else is away', () => {
    const { runs } = restingAt();
    runs.hindered('a');
    runs.hindered('a');
    expect(runs.resting()).toEqual(['a']);
    expect(runs.failed('a')).toBe(1);
    runs.hindered('a');
    expect(runs.failed('a')).toBe(2);
  });

  it('begins anew once the run was folded, here or elsewhere', () => {
    const { clock, runs } = restingAt();
    runs.failed('here');
    runs.folded('here');
    runs.failed('elsewhere');
    expect(runs.resting()).toEqual(['elsewhere']);
    clock.ms = restAfterMs(1) + LONGEST_REST_MS;
    expect(runs.resting()).toEqual([]);
    expect([runs.failed('here'), runs.failed('elsewhere')]).toEqual([1, 1]);
  });
});
