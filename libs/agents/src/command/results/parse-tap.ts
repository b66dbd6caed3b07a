import { NAME_SEPARATOR, parseLocation, testResult, type TestResult, type TestResults } from './test-result';

/** Some write a dash before the name, some do not. */
const TEST_LINE = /^( *)(not )?ok \d+(?:(?: -)? (.*))?$/;
const DIRECTIVE = /(?:^|\s)# (SKIP|TODO)\b.*$/i;
const SUBTEST = /^( *)# Subtest: (.*)$/;
const INDENT = 4;
/** A comment that is no part of the statistics: tape writes the name of each test so, above its assertions. */
const HEADING =
  /^# (?!Subtest:|tests\b|suites\b|pass\b|fail\b|cancelled\b|skipped\b|todo\b|ok$|duration_ms\b|SKIP\b|TODO\b)(.+)$/;

/** What tape says of a test that it did not even begin. */
const SKIPPED = /^# SKIP (.+)$/;

interface Point {
  readonly depth: number;
  readonly name: string;
  readonly ok: boolean;
  readonly skipped: boolean;
  readonly path: readonly string[];
}

/** TAP as node:test and others write it: nested by indentation, details in a YAML block. Undefined for other text. */
export function parseTap(output: string): TestResults | undefined {
  if (!/^TAP version 1[34]$/m.test(output)) return undefined;
  const lines = output.split(/\r?\n/);
  const groups: string[] = [];
  const results: TestResult[] = [];
  const hasSubtests = lines.some((line) => SUBTEST.test(line));
  lines.forEach((line, index) => {
    const group = SUBTEST.exec(line);
    if (group) groups.splice((group[1] ?? '').length / INDENT, Infinity, unescape(group[2] ?? ''));
    const heading = hasSubtests ? undefined : HEADING.exec(line)?.[1];
    if (heading !== undefined) groups.splice(0, Infinity, heading);
    const skipped = hasSubtests ? undefined : SKIPPED.exec(line)?.[1];
    if (skipped !== undefined) results.push(testResult(skipped, 'skipped'));
    const point = readPoint(line, groups, hasSubtests);
    const result = point && toResult(point, readDetails(lines, index + 1));
    if (result) results.push(result);
  });
  return { format: 'tap', results };
}

function readPoint(line: string, groups: readonly string[], hasSubtests: boolean): Point | undefined {
  const match = TEST_LINE.exec(line);
  if (!match) return undefined;
  const depth = (match[1] ?? '').length / INDENT;
  const text = match[3] ?? '';
  const skipped = DIRECTIVE.test(text);
  return {
    depth,
    ok: match[2] === undefined,
    skipped,
    name: unescape(text.replace(DIRECTIVE, '')),
    path: hasSubtests ? groups.slice(0, depth) : groups,
  };
}

/** A group is no test of its own: its members are told one by one. */
function toResult(point: Point, details: ReadonlyMap<string, string>): TestResult | undefined {
  if (details.get('type') === 'suite' || details.get('failureType') === 'subtestsFailed') return undefined;
  const name = [...point.path, point.name].join(NAME_SEPARATOR);
  if (point.skipped) return testResult(name, 'skipped');
  if (point.ok) return testResult(name, 'passed');
  const { location, at } = Object.fromEntries(details);
  return testResult(name, 'failed', {
    message: details.get('error') ?? comparison(details),
    ...parseLocation(location ?? /\(?([^\s()]+:\d+:\d+)\)?$/.exec(at ?? '')?.[1] ?? ''),
  });
}

/** What tape says instead of a message. */
function comparison(details: ReadonlyMap<string, string>): string | undefined {
  const [expected, actual] = [details.get('expected'), details.get('actual')];
  return expected === undefined || actual === undefined ? undefined : `expected ${expected}, got ${actual}`;
}

/** The scalars of the YAML block that follows a point. */
function readDetails(lines: readonly string[], start: number): Map<string, string> {
  const details = new Map<string, string>();
  if (lines[start]?.trim() !== '---') return details;
  for (let index = start + 1; index < lines.length && lines[index]?.trim() !== '...'; index++) {
    const match = /^ *(\w+): (.*)$/.exec(lines[index] ?? '');
    if (match?.[1] !== undefined && !details.has(match[1]))
      details.set(match[1], scalar((match[2] ?? '').trim(), lines, index));
  }
  return details;
}

function scalar(text: string, lines: readonly string[], index: number): string {
  if (/^[|>][+-]?$/.test(text)) return block(lines, index);
  const quoted = /^(['"])(.*)\1$/.exec(text);
  return (quoted?.[2] ?? text).replaceAll("''", "'").replaceAll('\\n', '\n');
}

function block(lines: readonly string[], index: number): string {
  const margin = (lines[index] ?? '').search(/\S/);
  const taken: string[] = [];
  for (const line of lines.slice(index + 1)) {
    if (line.trim() !== '' && line.search(/\S/) <= margin) break;
    taken.push(line.slice(margin + 2));
  }
  return taken.join('\n').trimEnd();
}

function unescape(text: string): string {
  return text.replaceAll('\\#', '#').replaceAll('\\\\', '\\').trim();
}
