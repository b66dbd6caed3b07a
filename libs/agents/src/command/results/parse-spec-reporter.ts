import { withoutColours } from './plain-text';
import { NAME_SEPARATOR, parseLocation, testResult, type TestResult, type TestResults } from './test-result';

const SUMMARY = /^ℹ tests \d+$/m;
const LINE = /^( *)([▶✔✖﹣]) (.*?)(?: \(([\d.]+)ms\))?(?: # (SKIP|TODO|EXPECTED FAILURE)\b.*)?$/u;
const FAILING_SECTION = /^✖ failing tests:$/m;
const INDENT = 2;

/** What node:test writes for people (its reporter "spec"). Undefined for other text. */
export function parseSpec(output: string): TestResults | undefined {
  const plain = withoutColours(output);
  if (!SUMMARY.test(plain)) return undefined;
  const [told = '', failing = ''] = plain.split(FAILING_SECTION);
  const failures = readFailures(failing);
  return { format: 'spec', results: readLines(told).map((result) => withFailure(result, failures)) };
}

function readLines(text: string): TestResult[] {
  const groups: string[] = [];
  const results: TestResult[] = [];
  for (const line of text.split(/\r?\n/)) {
    const match = LINE.exec(line);
    if (match === null) continue;
    const [, indent = '', mark, name = '', , directive] = match;
    const depth = indent.length / INDENT;
    if (mark === '▶') {
      groups.splice(depth, Infinity, name);
    } else if (groups[depth] === name) {
      // The end of a group: no test of its own.
      groups.splice(depth);
    } else {
      results.push(testResult([...groups.slice(0, depth), name].join(NAME_SEPARATOR), statusOf(mark, directive)));
    }
  }
  return results;
}

function statusOf(mark: string | undefined, directive: string | undefined): TestResult['status'] {
  if (mark === '﹣' || directive === 'SKIP' || directive === 'TODO') return 'skipped';
  return mark === '✔' ? 'passed' : 'failed';
}

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly location: string;
}

/** The section at the end repeats each failure with its place. */
function readFailures(section: string): Failure[] {
  const failures: Failure[] = [];
  const lines = section.split(/\r?\n/);
  lines.forEach((line, index) => {
    const location = /^test at (.*)$/.exec(line)?.[1];
    const name = LINE.exec(lines[index + 1] ?? '')?.[3];
    if (location !== undefined && name !== undefined)
      failures.push({ location, name, message: (lines[index + 2] ?? '').trim() });
  });
  return failures;
}

/** Takes the first failure of that name: two tests may bear the same. */
function withFailure(result: TestResult, failures: Failure[]): TestResult {
  if (result.status !== 'failed') return result;
  const index = failures.findIndex(({ name }) => result.name.endsWith(name));
  const [failure] = index === -1 ? [] : failures.splice(index, 1);
  if (failure === undefined) return result;
  return testResult(result.name, 'failed', { message: failure.message, ...parseLocation(failure.location) });
}
