import * as fc from 'fast-check';
import type { Firing } from './decide-firings';
import { decideOverlap, type RunsUnderWay } from './decide-overlap';
import { MAX_QUEUED_RUNS, OVERLAP_POLICIES, type OverlapPolicy } from './schedule-policies';

const firing = (instantMs: number, run = true): Firing => ({ instantMs, dueMs: instantMs, run, missed: 0 });

function told(policy: OverlapPolicy, before: RunsUnderWay, firings: readonly Firing[]): string[] {
  return decideOverlap(policy, before, firings).map((step) => {
    if (step.kind === 'skip') return step.reason;
    return step.kind === 'submit' && step.cancelPrevious ? 'replace' : step.kind;
  });
}

const NONE = { live: 0, queued: 0 };
const ONE = { live: 1, queued: 0 };

describe('a firing while the run before is under way', () => {
  it.each<[OverlapPolicy, RunsUnderWay, string]>([
    ['allow', ONE, 'submit'],
    ['skip', NONE, 'submit'],
    ['skip', ONE, 'overlap'],
    ['cancel_previous', ONE, 'replace'],
    ['queue', NONE, 'submit'],
    ['queue', ONE, 'queue'],
    ['queue', { live: 0, queued: 1 }, 'queue'],
    ['queue', { live: 1, queued: MAX_QUEUED_RUNS }, 'queue_full'],
  ])('by %s with %j: %s', (policy, before, expected) => {
    expect(told(policy, before, [firing(1)])).toEqual([expected]);
  });

  it.each<[OverlapPolicy, string[]]>([
    ['allow', ['submit', 'submit', 'submit']],
    ['skip', ['submit', 'overlap', 'overlap']],
    ['cancel_previous', ['overlap', 'overlap', 'replace']],
    ['queue', ['submit', 'queue', 'queue']],
  ])('by %s, of three at once with nothing under way: %j', (policy, expected) => {
    expect(told(policy, NONE, [firing(1), firing(2), firing(3)])).toEqual(expected);
  });

  it.each(OVERLAP_POLICIES)('by %s, leaves alone what is let go anyway', (policy) => {
    expect(told(policy, NONE, [firing(1, false)])).toEqual(['misfire']);
  });

  it('never lets more wait than may, nor two run at once by skip or queue', () => {
    const before = fc.record({ live: fc.nat(2), queued: fc.nat(MAX_QUEUED_RUNS) });
    fc.assert(
      fc.property(before, fc.constantFrom<OverlapPolicy>('skip', 'queue'), fc.nat(40), (runs, policy, count) => {
        const steps = decideOverlap(
          policy,
          runs,
          Array.from({ length: count }, (_, n) => firing(n)),
        );
        const submitted = steps.filter(({ kind }) => kind === 'submit').length;
        const queued = steps.filter(({ kind }) => kind === 'queue').length;
        expect(runs.queued + queued).toBeLessThanOrEqual(MAX_QUEUED_RUNS);
        expect(submitted).toBeLessThanOrEqual(runs.live > 0 ? 0 : 1);
      }),
    );
  });
});
