import fc from 'fast-check';
import { type EmptyLooks, isStuck, judgeLook, type QueueLook } from './reconcile-queue';

/** What the last of these looks proves. */
function proven(looks: readonly QueueLook[]): number | null {
  let kept: EmptyLooks = [];
  let lostBeforeMs: number | null = null;
  for (const look of looks) ({ looks: kept, lostBeforeMs } = judgeLook(kept, look));
  return lostBeforeMs;
}

const empty = (atMs: number): QueueLook => ({ atMs, empty: true });
const filled = (atMs: number): QueueLook => ({ atMs, empty: false });

describe('judgeLook', () => {
  it.each([
    ['a first look', [empty(0)], null],
    ['two empty looks too close together', [empty(0), empty(5999)], null],
    ['two empty looks 6 s apart', [empty(0), empty(6000)], 0],
    ['the steady rhythm of a look every 2 s', [0, 2000, 4000, 6000, 8000].map(empty), 2000],
    ['a look that found something between them', [empty(0), filled(3000), empty(6000)], null],
    ['a look that finds something at last', [empty(0), filled(6000)], null],
    ['looks from before the clock was set back an hour', [empty(3_600_000), empty(3_604_000), empty(6000)], null],
    ['a fresh start after that, too', [empty(3_600_000), empty(6000), empty(12_000)], 6000],
    ['a fresh start after that', [empty(0), filled(3000), empty(4000), empty(10_000)], 4000],
  ])('judges %s', (_, looks, lostBeforeMs) => {
    expect(proven(looks)).toBe(lostBeforeMs);
  });

  it('proves exactly the latest of the unbroken empty looks that is 6 s old, and remembers few', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.boolean()), { maxLength: 50 });
    fc.assert(
      fc.property(steps, (spans) => {
        let now = 0;
        let kept: EmptyLooks = [];
        let unbroken: number[] = [];
        for (const [span, isEmpty] of spans) {
          now += span;
          const verdict = judgeLook(kept, { atMs: now, empty: isEmpty });
          const old = unbroken.filter((atMs) => atMs <= now - 6000);
          expect(verdict.lostBeforeMs).toBe(isEmpty ? (old.at(-1) ?? null) : null);
          unbroken = isEmpty ? [...unbroken, now] : [];
          kept = verdict.looks;
          expect(kept.filter((atMs) => atMs < now - 10_000)).toEqual([]);
        }
      }),
    );
  });
});

describe('isStuck', () => {
  const MINUTE = 60_000;
  it.each([
    ['queued for 5 minutes', { nowMs: 5 * MINUTE, queuedAtMs: 0, othersFlow: true }, false],
    ['queued for longer while others flow', { nowMs: 5 * MINUTE + 1, queuedAtMs: 0, othersFlow: true }, true],
    ['queued for longer while nothing flows', { nowMs: 60 * MINUTE, queuedAtMs: 0, othersFlow: false }, false],
    [
      'redispatched within the last 5 minutes',
      { nowMs: 60 * MINUTE, queuedAtMs: 0, lastRedispatchedAtMs: 56 * MINUTE, othersFlow: true },
      false,
    ],
    [
      'redispatched longer ago',
      { nowMs: 60 * MINUTE, queuedAtMs: 0, lastRedispatchedAtMs: 54 * MINUTE, othersFlow: true },
      true,
    ],
    [
      'redispatched before the clock was set back an hour',
      { nowMs: 10 * MINUTE, queuedAtMs: 0, lastRedispatchedAtMs: 60 * MINUTE, othersFlow: true },
      true,
    ],
  ])('judges a row that was %s', (_, facts, stuck) => {
    expect(isStuck(facts)).toBe(stuck);
  });
});
