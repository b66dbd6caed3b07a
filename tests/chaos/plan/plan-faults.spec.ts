import { type Family, planFaults, type Plannable } from './plan-faults';

const kind = (family: Family, name: string): Plannable => ({ name, family, holdMs: [100, 2_000] });
const KINDS = [
  ...['a', 'b', 'c', 'd'].map((name) => kind('process', name)),
  ...['e', 'f'].map((name) => kind('database', name)),
  ...['g', 'h', 'i'].map((name) => kind('network', name)),
];
const BASE = { seed: 7, count: 40, kinds: KINDS, overlap: 1 };

describe('a plan of faults', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(planFaults(BASE)).toEqual(planFaults(BASE));
    expect(planFaults({ ...BASE, seed: 8 })).not.toEqual(planFaults(BASE));
  });

  it('has as many faults as were asked for, each within its bounds', () => {
    const faults = planFaults(BASE).flat();
    expect(faults.map(({ no }) => no)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    for (const { holdMs, calmMs, dice } of faults) {
      expect(holdMs).toBeGreaterThanOrEqual(100);
      expect(holdMs).toBeLessThanOrEqual(2_000);
      expect(calmMs).toBeGreaterThanOrEqual(500);
      expect(dice).toBeLessThan(1);
    }
  });

  it('brings every kind of a family up before one comes again', () => {
    const processes = planFaults(BASE)
      .flat()
      .filter(({ kind: { family } }) => family === 'process')
      .map(({ kind: { name } }) => name);
    for (let from = 0; from + 4 <= processes.length; from += 4) {
      expect(new Set(processes.slice(from, from + 4)).size).toBe(4);
    }
  });

  it('heals each fault before the next, unless they may overlap', () => {
    expect(planFaults(BASE).every((wave) => wave.length === 1)).toBe(true);
    const waves = planFaults({ ...BASE, overlap: 3 });
    expect(new Set(waves.map((wave) => wave.length))).toEqual(new Set([1, 2, 3]));
    for (const wave of waves) expect(new Set(wave.map(({ kind: { family } }) => family)).size).toBe(wave.length);
  });

  it('breaks a network before what speaks through it', () => {
    const waves = planFaults({ ...BASE, overlap: 3 });
    const places = waves.map((wave) => wave.findIndex(({ kind: { family } }) => family === 'network'));
    expect(new Set(places)).toEqual(new Set([-1, 0]));
  });

  it('stretches its calm windows to the time it is given', () => {
    const faults = planFaults({ ...BASE, durationMs: 600_000 }).flat();
    const total = faults.reduce((sum, { calmMs, holdMs }) => sum + calmMs + holdMs, 0);
    expect(Math.abs(total - 600_000)).toBeLessThan(100);
  });

  it('is empty when nothing can be broken', () => {
    expect(planFaults({ ...BASE, kinds: [] })).toEqual([]);
  });
});
