import { Conditions, containing } from './conditions';

describe('conditions', () => {
  it('put values into parameters and leave out what was not asked for', () => {
    const conditions = new Conditions()
      .add(`'; DROP TABLE tasks`, (value) => `a = ${value}`)
      .add(undefined, (value) => `b = ${value}`)
      .add(null, (value) => `c = ${value}`)
      .add(0, (value) => `d = ${value} OR e = ${value}`)
      .addText('f IS NULL');
    expect(conditions.where).toBe('WHERE (a = $1) AND (d = $2 OR e = $2) AND (f IS NULL)');
    expect(conditions.parameters).toEqual([`'; DROP TABLE tasks`, 0]);
    expect(conditions.parameter(9)).toBe('$3');
  });

  it('are nothing when nothing was asked for', () => {
    expect(new Conditions().where).toBe('');
  });

  it('search for texts as they are written', () => {
    expect(containing('50%_\\')).toBe('%50\\%\\_\\\\%');
  });
});
