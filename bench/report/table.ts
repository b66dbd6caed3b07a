import { type Figure, type Limit } from '../scenarios/scenario';
import { holds, type Report, type Row } from './report';

const HEAD = ['bus', 'what', 'figure', 'limit', 'result'] as const;

/** The report as a Markdown table. */
export function table({ rows }: Report): string {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const [head = '', ...rest] = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [head, rule, ...rest].join('\n');
}

/** Bus, name, figure, limit, result. */
export function cells(row: Row): string[] {
  return [row.bus, row.name, figure(row), row.limit === undefined ? '' : limit(row.limit, row.unit), result(row)];
}

function figure({ value, unit, note }: Figure): string {
  return [rounded(value), unit, note && `(${note})`].filter(Boolean).join(' ');
}

function limit(of: Limit, unit: string): string {
  return ('atLeast' in of ? `≥ ${rounded(of.atLeast)} ${unit}` : `≤ ${rounded(of.atMost)} ${unit}`).trim();
}

function result(row: Row): string {
  const held = holds(row);
  return held === undefined ? '' : held ? 'holds' : 'MISSED';
}

/** Three digits that mean something. */
function rounded(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
