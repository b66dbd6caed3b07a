import { Absences } from './absences';

const known = ['a', 'b'].map((workerId) => ({ workerId, team: 't', silentMs: 0, heardAt: '2026-01-01' }));

describe('absences', () => {
  it('last from the first look that missed a worker until one that finds it', () => {
    const absences = new Absences();
    const look = (present: string, nowMs: number) =>
      absences.look(known, ({ workerId }) => workerId === present, nowMs).map(({ absentSinceMs }) => absentSinceMs);
    expect(look('a', 1)).toEqual([null, 1]);
    expect(look('a', 2)).toEqual([null, 1]);
    expect(look('b', 3)).toEqual([3, null]);
    expect(look('a', 4)).toEqual([null, 4]);
  });

  it('are forgotten with the worker', () => {
    const absences = new Absences();
    absences.look(known, () => false, 1);
    absences.look([], () => false, 2);
    expect(absences.look(known, () => false, 3).map(({ absentSinceMs }) => absentSinceMs)).toEqual([3, 3]);
  });
});
