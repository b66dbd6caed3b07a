import { monthOfSuffix, monthsFrom } from './month-ranges';

describe('months', () => {
  it('follow each other without a gap, over the end of a year', () => {
    const months = monthsFrom(new Date('2026-11-30T23:59:59Z'), 3);
    expect(months.map((month) => month.suffix)).toEqual(['202611', '202612', '202701', '202702']);
    months.slice(1).forEach((month, index) => expect(month.from).toEqual(months[index]?.to));
  });

  it('are those of UTC', () => {
    const [month] = monthsFrom(new Date('2026-03-01T00:30:00+09:00'), 0);
    expect(month).toEqual({
      suffix: '202602',
      from: new Date('2026-02-01T00:00:00Z'),
      to: new Date('2026-03-01T00:00:00Z'),
    });
  });

  it('are found again by the end of a partition name', () => {
    expect(monthOfSuffix('202612')?.to).toEqual(new Date('2027-01-01T00:00:00Z'));
    expect(monthOfSuffix('default')).toBeNull();
  });
});
