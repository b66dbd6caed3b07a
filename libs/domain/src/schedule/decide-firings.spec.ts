import * as fc from 'fast-check';
import { decideFirings, type DueSchedule, dueOf } from './decide-firings';
import { MAX_CATCH_UP, MISFIRE_POLICIES, type MisfirePolicy } from './schedule-policies';
import { every, instantsAt } from '../testing/recurrences';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function schedule(changes: Partial<DueSchedule> = {}): DueSchedule {
  return {
    scheduleId: 'nightly',
    misfirePolicy: 'run_once',
    jitterSeconds: 0,
    instantMs: HOUR,
    recurrence: every(HOUR),
    ...changes,
  };
}

/** `12!` runs, `12` is let go, `12+3` stands for three more. */
function told(due: DueSchedule, nowMs: number): string {
  const { firings, nextMs } = decideFirings(due, nowMs);
  const rows = firings.map(
    ({ instantMs, run, missed }) => `${instantMs / HOUR}${run ? '!' : ''}${missed > 0 ? `+${missed}` : ''}`,
  );
  return `${rows.join(' ')} > ${nextMs === null ? 'none' : nextMs / HOUR}`;
}

describe('what a schedule does when it is due', () => {
  it.each<[MisfirePolicy, number, string]>([
    ['run_once', 1, '1! > 2'],
    ['skip', 1, '1! > 2'],
    ['run_all', 1, '1! > 2'],
    ['run_once', 1 + 1 / 60, '1! > 2'],
    ['skip', 1 + 1 / 60, '1! > 2'],
    ['run_once', 1.5, '1! > 2'],
    ['skip', 1.5, '1 > 2'],
    ['run_all', 1.5, '1! > 2'],
    ['run_once', 9.5, '9!+8 > 10'],
    ['skip', 9.5, '9+8 > 10'],
    ['run_all', 4.5, '1! 2! 3! 4! > 5'],
    ['run_once', 9, '9!+8 > 10'],
    ['skip', 9, '8+7 9! > 10'],
    ['run_all', 3, '1! 2! 3! > 4'],
  ])('by %s, at hour %p of an hourly schedule due at 1: %s', (misfirePolicy, hours, expected) => {
    expect(told(schedule({ misfirePolicy }), hours * HOUR)).toBe(expected);
  });

  it.each<[MisfirePolicy, string]>([
    ['run_once', '1! > none'],
    ['skip', '1 > none'],
    ['run_all', '1! > none'],
  ])('by %s, once and for all when it fires once', (misfirePolicy, expected) => {
    expect(told(schedule({ misfirePolicy, recurrence: null }), 9 * HOUR)).toBe(expected);
  });

  it('ends with the last instant of its rule', () => {
    expect(told(schedule({ recurrence: instantsAt(HOUR, 2 * HOUR) }), 5 * HOUR)).toBe('2!+1 > none');
  });

  it('fires every second it was away for a moment', () => {
    const { firings } = decideFirings(schedule({ recurrence: every(1000), instantMs: 1000 }), 5500);
    expect(firings.map(({ instantMs, run }) => [instantMs, run])).toEqual(
      [1000, 2000, 3000, 4000, 5000].map((at) => [at, true]),
    );
  });

  it.each(MISFIRE_POLICIES)('by %s, never makes up for more than a hundred, and counts no further', (misfirePolicy) => {
    const due = schedule({ misfirePolicy, recurrence: every(MINUTE), instantMs: MINUTE });
    const { firings, nextMs } = decideFirings(due, 10 * 24 * HOUR);
    expect(firings.length).toBeLessThanOrEqual(MAX_CATCH_UP);
    expect(firings.every(({ missed }) => missed <= MAX_CATCH_UP)).toBe(true);
    expect(firings.at(-1)?.instantMs).toBeGreaterThanOrEqual(10 * 24 * HOUR - 2 * MINUTE);
    expect(nextMs).toBe(10 * 24 * HOUR + MINUTE);
  });

  it('waits for its jitter before it fires', () => {
    const jittered = schedule({ jitterSeconds: 1800 });
    const due = dueOf(jittered, HOUR);
    expect(due).toBeGreaterThan(HOUR);
    expect(due).toBeLessThan(1.5 * HOUR);
    expect(decideFirings(jittered, due).firings).toEqual([{ instantMs: HOUR, dueMs: due, run: true, missed: 0 }]);
  });

  it('accounts for every instant exactly once, whatever happens when', () => {
    const turns = fc.array(fc.integer({ min: 1, max: 50 * MINUTE }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        turns,
        fc.constantFrom(...MISFIRE_POLICIES),
        fc.integer({ min: 1, max: 20 }),
        (waits, policy, period) => {
          const recurrence = every(period * MINUTE);
          let instantMs = period * MINUTE;
          let now = 0;
          let accounted = 0;
          const fired: number[] = [];
          for (const wait of waits) {
            now += wait;
            if (instantMs > now) continue;
            const plan = decideFirings(schedule({ misfirePolicy: policy, recurrence, instantMs }), now);
            accounted += plan.firings.reduce((sum, { missed }) => sum + 1 + missed, 0);
            fired.push(...plan.firings.map((firing) => firing.instantMs));
            instantMs = plan.nextMs ?? Infinity;
            expect(instantMs).toBeGreaterThan(now);
          }
          expect(accounted).toBe(instantMs / (period * MINUTE) - 1);
          expect(fired).toEqual([...new Set(fired)].sort((a, b) => a - b));
        },
      ),
      { numRuns: 50 },
    );
  });
});
