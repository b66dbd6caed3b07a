import { NAME_SEPARATOR, testResult, type TestResult, type TestResults } from './test-result';
import { parseXml, type XmlElement } from './xml';

/** A JUnit report, as many runners write one. Undefined for other text. */
export function parseJunit(text: string): TestResults | undefined {
  const root = parseXml(text);
  if (root === undefined || !['testsuites', 'testsuite'].includes(root.name)) return undefined;
  return { format: 'junit', results: readElement(root, []) };
}

function readElement(element: XmlElement, path: readonly string[]): TestResult[] {
  if (element.name === 'testcase') return [readCase(element, path)];
  const own = element.name === 'testsuite' ? element.attributes['name'] : undefined;
  const below = own === undefined || own === '' ? path : [...path, own];
  return element.children.flatMap((child) => readElement(child, below));
}

function readCase(element: XmlElement, path: readonly string[]): TestResult {
  const { name = '', file, line } = element.attributes;
  const fullName = [...path, ...classOf(element, path), name].join(NAME_SEPARATOR);
  const bad = element.children.find((child) => child.name === 'failure' || child.name === 'error');
  if (bad !== undefined) {
    const message = bad.attributes['message'] ?? bad.text.trim().split('\n')[0];
    return testResult(fullName, 'failed', { message, file, line: line === undefined ? undefined : Number(line) });
  }
  const skipped = element.children.some((child) => child.name === 'skipped');
  return testResult(fullName, skipped ? 'skipped' : 'passed');
}

/** The class says more than the suite for most runners; node:test writes a word that says nothing. */
function classOf({ attributes }: XmlElement, path: readonly string[]): string[] {
  const name = attributes['classname'];
  return name === undefined || name === '' || name === 'test' || path.includes(name) ? [] : [name];
}
