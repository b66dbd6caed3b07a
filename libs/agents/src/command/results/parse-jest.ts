import { isRecord } from '../../schema/json-value';
import { NAME_SEPARATOR, testResult, type TestResult, type TestResults } from './test-result';

/** The JSON report of Jest, also what Vitest writes with its reporter "json". Undefined for other text. */
export function parseJest(text: string): TestResults | undefined {
  const report = readReport(text);
  if (report === undefined) return undefined;
  return { format: 'jest', results: asRecords(report['testResults']).flatMap(readFile) };
}

/** The report may stand alone or between lines of other output. */
function readReport(text: string): Record<string, unknown> | undefined {
  const candidates = [text, ...text.split(/\r?\n/).filter((line) => line.startsWith('{'))];
  for (const candidate of candidates) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (isRecord(value) && Array.isArray(value['testResults']) && 'numTotalTests' in value) return value;
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

function readFile(file: Record<string, unknown>): TestResult[] {
  const name = textOf(file['name']) ?? 'a test file';
  const assertions = asRecords(file['assertionResults']);
  if (assertions.length === 0 && file['status'] === 'failed') {
    // The file did not even load: nothing in it was run.
    return [testResult(name, 'failed', { message: firstLine(textOf(file['message'])), file: name })];
  }
  return assertions.map((assertion) => readAssertion(assertion, name));
}

function readAssertion(assertion: Record<string, unknown>, file: string): TestResult {
  const groups = Array.isArray(assertion['ancestorTitles']) ? assertion['ancestorTitles'].map(String) : [];
  const name = [...groups, textOf(assertion['title']) ?? ''].join(NAME_SEPARATOR);
  const status = textOf(assertion['status']);
  if (status === 'passed') return testResult(name, 'passed');
  if (status !== 'failed') return testResult(name, 'skipped');
  const messages = Array.isArray(assertion['failureMessages']) ? assertion['failureMessages'].map(String) : [];
  return testResult(name, 'failed', { message: withoutStack(messages[0]), file, line: lineIn(messages[0], file) });
}

function withoutStack(message: string | undefined): string | undefined {
  return message?.split(/\n\s+at /)[0]?.trim();
}

function lineIn(message: string | undefined, file: string): number | undefined {
  const after = message?.split(`${file}:`)[1];
  const line = Number.parseInt(after ?? '', 10);
  return Number.isNaN(line) ? undefined : line;
}

function firstLine(text: string | undefined): string | undefined {
  return text
    ?.split('\n')
    .find((line) => line.trim() !== '')
    ?.trim();
}

function asRecords(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
