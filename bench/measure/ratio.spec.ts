import { holds } from '../report/report';
import { ratio } from './ratio';

describe('a ratio', () => {
  it('divides ours by theirs and says what was divided', () => {
    expect(ratio({ name: 'steady ÷ naive', ours: 1500.4, theirs: 499.6, unit: 'tasks/s' })).toEqual({
      name: 'steady ÷ naive',
      value: 1500.4 / 499.6,
      unit: '',
      note: '1500 : 500 tasks/s',
    });
  });

  it('is held against its limit', () => {
    const against = (ours: number) => ratio({ name: 'x', ours, theirs: 100, unit: '', limit: { atLeast: 0.8 } });
    expect(holds(against(80))).toBe(true);
    expect(holds(against(79))).toBe(false);
  });

  it('to nothing is missed, not reached', () => {
    expect(holds(ratio({ name: 'x', ours: NaN, theirs: 100, unit: '', limit: { atLeast: 3 } }))).toBe(false);
  });
});
