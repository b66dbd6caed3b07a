import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_DIR } from '@cadre/testing';
import { BenchError } from '../errors';
import type { Report } from './report';
import { table } from './table';

const PAGE = join(PROJECT_DIR, 'docs', 'performance.md');
const BLOCK = /(<!-- bench:begin -->\n)[^]*(<!-- bench:end -->)/;

/** Puts a report in the place of the one in docs/performance.md. Throws BenchError. */
export function writeDocs(report: Report): void {
  const page = readFileSync(PAGE, 'utf8');
  if (!BLOCK.test(page)) throw new BenchError(`${PAGE} has no place for figures`);
  writeFileSync(
    PAGE,
    page.replace(BLOCK, (_, begin: string, end: string) => `${begin}\n${section(report)}\n\n${end}`),
  );
}

function section(report: Report): string {
  return `${circumstances(report)}\n\n${table(report)}`;
}

function circumstances({ at, quick, machine, versions, rows }: Report): string {
  const { cores, cpu, memoryGib, kernel, commit } = machine;
  const programs = Object.entries(versions).map(([program, version]) => `${program} ${version}`);
  const idle = Math.round(100 * Math.min(...rows.map(({ idleBefore }) => idleBefore)));
  return [
    `Measured ${at.slice(0, 10)} at commit ${commit}${quick ? ' (quick run)' : ''} on ${cores} cores (${cpu}),`,
    `${memoryGib} GiB, Linux ${kernel}; ${programs.join(', ')}.`,
    `Before each scenario at least ${idle} % of the machine were idle.`,
  ].join('\n');
}
