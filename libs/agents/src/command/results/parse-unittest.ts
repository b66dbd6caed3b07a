import { testResult, unnamedResults, type TestResult, type TestResults } from './test-result';

const RAN = /^Ran (\d+) tests? in [\d.]+s$/m;
const VERDICT = /^(?:OK|FAILED|NO TESTS RAN)(?: \((.*)\))?$/m;
const TOLD = /^(.+) \.\.\. (ok|skipped .*|expected failure|unexpected success)$/;
const FAILURE = /^(?:FAIL|ERROR): (.+)$/;
const RULE = /^[=-]{70}$/;

/** What Python's unittest writes. Without `-v` only what failed bears a name. Undefined for other text. */
export function parseUnittest(output: string): TestResults | undefined {
  const ran = RAN.exec(output);
  if (ran === null) return undefined;
  const lines = output.split(/\r?\n/);
  const failures = readFailures(lines);
  const skipped = countOf(output, 'skipped') + countOf(output, 'expected failures');
  const told = lines.flatMap(readLine);
  const of = (status: TestResult['status'], counted: number): TestResult[] => {
    const named = told.filter((result) => result.status === status);
    return named.length === counted ? named : unnamedResults(counted, status);
  };
  const passed = of('passed', Math.max(0, Number(ran[1]) - skipped - failures.length));
  return { format: 'unittest', results: [...passed, ...of('skipped', skipped), ...failures] };
}

function readLine(line: string): TestResult[] {
  const [, name, verdict] = TOLD.exec(line) ?? [];
  if (name === undefined || verdict === 'unexpected success') return [];
  return [testResult(name, verdict === 'ok' ? 'passed' : 'skipped')];
}

function countOf(output: string, word: string): number {
  const counts = VERDICT.exec(output)?.[1] ?? '';
  return Number(new RegExp(`(?:^|, )${word}=(\\d+)`).exec(counts)?.[1] ?? 0);
}

/** Between two rules stands the name, after the second the traceback, whose last line says why. */
function readFailures(lines: readonly string[]): TestResult[] {
  return lines.flatMap((line, index) => {
    const name = FAILURE.exec(line)?.[1];
    if (name === undefined || !RULE.test(lines[index - 1] ?? '')) return [];
    const body = lines.slice(index + 1).findIndex((next) => RULE.test(next)) + index + 2;
    const length = lines.slice(body).findIndex((next) => RULE.test(next));
    return [readFailure(name, lines.slice(body, length === -1 ? undefined : body + length))];
  });
}

function readFailure(name: string, traceback: readonly string[]): TestResult {
  const message = lastOf(traceback, (line) => line.trim() !== '' && !line.startsWith(' '));
  const place = lastOf(traceback, (line) => /^ {2}File "/.test(line) && !/\/unittest\//.test(line));
  const [, file, line] = /^ {2}File "(.*)", line (\d+)/.exec(place ?? '') ?? [];
  return testResult(name, 'failed', { message, file, line: line === undefined ? undefined : Number(line) });
}

function lastOf(lines: readonly string[], isWanted: (line: string) => boolean): string | undefined {
  return lines.filter(isWanted).at(-1);
}
