/** One test as a runner told about it. */
export interface TestResult {
  /** With the names of the groups around it, joined by " > ". */
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly message?: string;
  readonly file?: string;
  readonly line?: number;
}

export interface TestResults {
  readonly format: 'tap' | 'spec' | 'jest' | 'junit' | 'mocha' | 'pytest' | 'unittest';
  readonly results: readonly TestResult[];
}

export const NAME_SEPARATOR = ' > ';
/** What is printed is not to be believed without bounds. */
const MOST_UNNAMED = 100_000;

/** Adds only what is known. */
export function testResult(
  name: string,
  status: TestResult['status'],
  details: { message?: string | undefined; file?: string | undefined; line?: number | undefined } = {},
): TestResult {
  const known = Object.entries(details).filter(([, value]) => value !== undefined);
  return { name, status, ...Object.fromEntries(known) };
}

/** Tests that a runner only counted. */
export function unnamedResults(count: number, status: TestResult['status']): TestResult[] {
  const bounded = Math.max(0, Math.min(count, MOST_UNNAMED));
  return Array.from({ length: bounded }, (_, index) => testResult(`${status} test ${index + 1}`, status));
}

/** `a.test.js:4:3` in its parts. */
export function parseLocation(text: string): { file?: string; line?: number } {
  const match = /^(.*?):(\d+)(?::\d+)?$/.exec(text.trim());
  if (match?.[1] === undefined) return {};
  return { file: match[1], line: Number(match[2]) };
}
