import fc from 'fast-check';
import { presenceVerdict, type PresenceFacts } from './presence-verdict';

const NOW = 1_000_000;

/** Ages of the workers' absence in ms; null: present. Workers are named w0, w1, … */
function verdict(absences: readonly (number | null)[], connectedForMs = 60_000): ReturnType<typeof presenceVerdict> {
  const workers = absences.map((age, i) => ({ workerId: `w${i}`, absentSinceMs: age === null ? null : NOW - age }));
  return presenceVerdict({ nowMs: NOW, connectedSinceMs: NOW - connectedForMs, workers });
}

describe('presenceVerdict', () => {
  it('gives up a worker whose pings have come back for 3 s', () => {
    expect(verdict([3000, null, null])).toEqual({ gone: ['w0'], ignored: null });
    expect(verdict([2999, null, null])).toEqual({ gone: [], ignored: null });
  });

  it('gives up the only worker, and both of two: that is no mass', () => {
    expect(verdict([3000]).gone).toEqual(['w0']);
    expect(verdict([3000, 3000]).gone).toEqual(['w0', 'w1']);
  });

  it('says nothing while its own connection is young', () => {
    expect(verdict([20_000, null], 29_999)).toEqual({ gone: [], ignored: 'young_connection' });
    expect(verdict([null, null], 10)).toEqual({ gone: [], ignored: null });
    expect(verdict([20_000, null], 30_000).gone).toEqual(['w0']);
  });

  it.each([
    ['two of three', [4000, 3000, null]],
    ['three of five', [8000, 5000, 3000, null, null]],
    ['all', [3000, 3000, 3000, 3000]],
    ['all but the one that had left long before', [500_000, 3000, 3000, null]],
  ])('ignores it when %s vanish within 5 s', (_, absences) => {
    const { gone, ignored } = verdict(absences);
    expect(ignored).toBe('mass_vanishing');
    expect(gone).toEqual(absences[0] === 500_000 ? ['w0'] : []);
  });

  it.each([
    ['exactly half', [4000, 3000, null, null]],
    ['more than half, one after the other', [20_000, 12_000, 3000, null]],
    ['a minority within 5 s, others before', [90_000, 80_000, 3000, 3000, null, null, null]],
  ])('gives them up when %s vanish', (_, absences) => {
    const absent = absences.filter((age) => age !== null);
    expect(verdict(absences)).toEqual({ gone: absent.map((_age, i) => `w${i}`), ignored: null });
  });

  it('agrees with the plain reading of the rules', () => {
    const absences = fc.array(fc.option(fc.integer({ min: 0, max: 20_000 })), { maxLength: 12 });
    fc.assert(
      fc.property(absences, (ages) => {
        expect([...verdict(ages).gone].sort()).toEqual(expectedGone(ages).sort());
      }),
      { numRuns: 1000 },
    );
  });
});

/** For each absent worker: is there a span of 5 s around it in which more than half of those still there vanished? */
function expectedGone(ages: readonly (number | null)[]): string[] {
  const absent = ages.flatMap((age, i) => (age === null ? [] : [{ name: `w${i}`, age }]));
  const inMass = (age: number): boolean =>
    absent.some((first) => {
      if (age > first.age || first.age - age > 5000) return false;
      const there = ages.filter((other) => other === null || other <= first.age).length;
      const vanished = absent.filter((other) => other.age <= first.age && first.age - other.age <= 5000).length;
      return there >= 3 && 2 * vanished > there;
    });
  return absent.filter(({ age }) => age >= 3000 && !inMass(age)).map(({ name }) => name);
}

it('asks nothing of nobody', () => {
  const facts: PresenceFacts = { nowMs: NOW, connectedSinceMs: 0, workers: [] };
  expect(presenceVerdict(facts)).toEqual({ gone: [], ignored: null });
});
