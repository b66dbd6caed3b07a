import type { Figure } from '../scenarios/scenario';
import { holds, type Row } from './report';
import { cells, table } from './table';

function row(figure: Figure): Row {
  return { bus: 'rabbitmq', scenario: 'steady', idleBefore: 0.9, ...figure };
}

describe('a figure in the table', () => {
  it.each([
    [
      { name: 'a', value: 1234.5, unit: 'tasks/s', limit: { atLeast: 1000 } },
      ['1,235 tasks/s', '≥ 1,000 tasks/s', 'holds'],
    ],
    [{ name: 'b', value: 12.34, unit: 'ms', limit: { atMost: 10 } }, ['12.3 ms', '≤ 10 ms', 'MISSED']],
    [{ name: 'c', value: 0.8765, unit: '', limit: { atLeast: 0.8 } }, ['0.88', '≥ 0.8', 'holds']],
    [{ name: 'd', value: 5.6, unit: '%', note: 'gateway 1.0' }, ['5.6 % (gateway 1.0)', '', '']],
    [{ name: 'e failed', value: NaN, unit: '', limit: { atLeast: 0 } }, ['–', '≥ 0', 'MISSED']],
  ] satisfies [Figure, string[]][])('shows three digits, its limit, and whether it holds: %#', (figure, shown) => {
    expect(cells(row(figure))).toEqual(['rabbitmq', figure.name, ...shown]);
  });

  it('holds at its limit, and has no result without one', () => {
    expect(holds({ name: 'x', value: 10, unit: 'ms', limit: { atMost: 10 } })).toBe(true);
    expect(holds({ name: 'x', value: 10, unit: 'ms', limit: { atLeast: 10 } })).toBe(true);
    expect(holds({ name: 'x', value: 10, unit: 'ms' })).toBeUndefined();
  });
});

describe('the table', () => {
  it('is Markdown whose columns stand below each other', () => {
    const rows = [row({ name: 'steady', value: 1500, unit: 'tasks/s' }), row({ name: 'p95', value: 9, unit: 'ms' })];
    const report = { at: '2026-01-01T00:00:00Z', quick: false, machine: MACHINE, versions: {}, rows };
    const lines = table(report).split('\n');
    expect(lines[0]).toMatch(/^\| bus +\| what +\| figure +\| limit \| result \|$/);
    expect(lines[1]).toMatch(/^\|( -+ \|){5}$/);
    expect(lines.slice(2)).toHaveLength(2);
    expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  });
});

const MACHINE = { cores: 2, cpu: 'a processor', memoryGib: 24, kernel: '6', commit: 'abc' };
