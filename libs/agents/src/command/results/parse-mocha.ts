import { withoutColours } from './plain-text';
import {
  NAME_SEPARATOR,
  parseLocation,
  testResult,
  unnamedResults,
  type TestResult,
  type TestResults,
} from './test-result';

const SUMMARY = /^ {2}(\d+) (passing|pending|failing)\b/;
/** Failures are told at the end once more, with their reasons. */
const TOLD = /^( +)(?:[✓✔√] (.+?)(?: \(\d+ms\))?|- (.+))$/u;
const GROUP = /^( +)(\S.*)$/;
/** The head of a failure in the list at the end. */
const FAILURE = /^ {2}\d+\) (.*)$/;
const INDENT = 2;
/** Of a message; what comes later is the long end of a difference. */
const MOST_LINES = 12;

/**
 * What Mocha writes for people. Its reporter "spec" names every test; of the others only the failures have names and the
 * rest is counted. Undefined for other text.
 */
export function parseMocha(output: string): TestResults | undefined {
  const lines = withoutColours(output).split(/\r?\n/);
  const counts = countsOf(lines);
  if (counts.passing === undefined) return undefined;
  const told = readTold(lines);
  const of = (status: TestResult['status'], counted = 0): TestResult[] => {
    const named = told.filter((result) => result.status === status);
    return named.length === counted ? named : unnamedResults(counted, status);
  };
  const failures = readFailures(lines);
  const failed = failures.length === (counts.failing ?? 0) ? failures : of('failed', counts.failing);
  return { format: 'mocha', results: [...of('passed', counts.passing), ...of('skipped', counts.pending), ...failed] };
}

/** Summed up: one command may run Mocha several times. */
function countsOf(lines: readonly string[]): Partial<Record<'passing' | 'pending' | 'failing', number>> {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const [, count, word = ''] = SUMMARY.exec(line) ?? [];
    if (count !== undefined) counts[word] = (counts[word] ?? 0) + Number(count);
  }
  return counts;
}

function readTold(lines: readonly string[]): TestResult[] {
  const groups: string[] = [];
  const results: TestResult[] = [];
  for (const line of lines) {
    const [, indent = '', passed, skipped] = TOLD.exec(line) ?? [];
    const name = passed ?? skipped;
    const [, margin = '', group] = GROUP.exec(line) ?? [];
    if (name !== undefined) {
      const around = groups.slice(0, depthOf(indent));
      results.push(testResult([...around, name].join(NAME_SEPARATOR), passed === undefined ? 'skipped' : 'passed'));
    } else if (group !== undefined) {
      groups.splice(depthOf(margin), Infinity, group);
    }
  }
  return results;
}

function depthOf(indent: string): number {
  return Math.max(0, Math.floor(indent.length / INDENT) - 1);
}

/** `  1) group` · `       inner group` · `         test:` · empty · the message · the stack. */
function readFailures(lines: readonly string[]): TestResult[] {
  const first = lines.findIndex((line) => SUMMARY.test(line));
  const heads = lines.flatMap((line, index) => (index > first && FAILURE.test(line) ? [index] : []));
  return heads.map((head, index) => readFailure(lines.slice(head, heads[index + 1])));
}

function readFailure(lines: readonly string[]): TestResult {
  const end = lines.findIndex((line) => line.trimEnd().endsWith(':'));
  const title = lines.slice(0, end === -1 ? 1 : end + 1).map((line) => line.replace(/^ *(\d+\) )?/, '').trim());
  const name = title.join(NAME_SEPARATOR).replace(/:$/, '');
  const told = lines.slice(title.length).map((line) => line.trim());
  const stack = told.findIndex((line) => line.startsWith('at '));
  const message = told.slice(0, stack === -1 ? undefined : stack).filter((line) => line !== '');
  return testResult(name, 'failed', { message: message.slice(0, MOST_LINES).join('\n'), ...placeOf(lines) });
}

function placeOf(lines: readonly string[]): ReturnType<typeof parseLocation> {
  const frame = lines.find((line) => /^\s+at /.test(line) && !/node:|node_modules|<anonymous>\)?$/.test(line));
  return parseLocation(/\(?([^\s()]+:\d+:\d+)\)?$/.exec(frame?.trim() ?? '')?.[1] ?? '');
}
