import { testResult, unnamedResults, type TestResult, type TestResults } from './test-result';

const SUMMARY =
  /^=+ (?:(.*\d+ (?:passed|failed|skipped|error|errors|xfailed|xpassed|deselected)\b.*)|no tests ran) in [\d.]+s.*=+$/m;
const VERBOSE = /^(\S+::.+?) (PASSED|FAILED|SKIPPED|ERROR|XFAIL|XPASS)\b/;
const SHORT = /^(FAILED|ERROR) (\S+::\S+(?: ?\[.*?\])?|\S+\.py)(?: - (.*))?$/;
const STATUS_OF: Readonly<Record<string, TestResult['status']>> = {
  PASSED: 'passed',
  XPASS: 'passed',
  SKIPPED: 'skipped',
  XFAIL: 'skipped',
};

/**
 * What pytest writes for people. Without `-v` it names only what failed; the others are counted from its last line and
 * bear no names. Undefined for other text.
 */
export function parsePytest(output: string): TestResults | undefined {
  const summary = SUMMARY.exec(output);
  if (summary === null) return undefined;
  const failures = readFailures(output);
  const others = readVerbose(output);
  const results = others.length > 0 ? others : unnamed(summary[1] ?? '');
  return { format: 'pytest', results: [...results, ...failures] };
}

function readFailures(output: string): TestResult[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const match = SHORT.exec(line);
    if (match?.[2] === undefined) return [];
    return [testResult(match[2], 'failed', { message: match[3], file: match[2].split('::')[0] })];
  });
}

function readVerbose(output: string): TestResult[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const match = VERBOSE.exec(line);
    const status = STATUS_OF[match?.[2] ?? ''];
    return match?.[1] === undefined || status === undefined ? [] : [testResult(match[1], status)];
  });
}

function unnamed(summary: string): TestResult[] {
  const count = (word: string): number => Number(new RegExp(`(\\d+) ${word}\\b`).exec(summary)?.[1] ?? 0);
  const passed = count('passed') + count('xpassed');
  const skipped = count('skipped') + count('xfailed');
  return [...unnamedResults(passed, 'passed'), ...unnamedResults(skipped, 'skipped')];
}
