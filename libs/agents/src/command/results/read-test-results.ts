import { parseJest } from './parse-jest';
import { parseJunit } from './parse-junit';
import { parseMocha } from './parse-mocha';
import { parsePytest } from './parse-pytest';
import { parseSpec } from './parse-spec-reporter';
import { parseTap } from './parse-tap';
import { parseUnittest } from './parse-unittest';
import type { TestResults } from './test-result';

/** No runner writes longer lines that matter; patterns on a line of megabytes would hold up the whole worker. */
const MAX_LINE = 1_000;

/** Report files say more than what was written for people, and are tried first. */
const OF_FILES = [parseJest, parseJunit];
const OF_LINES = [parseTap, parseSpec, parseMocha, parsePytest, parseUnittest];

/** Finds the results in what a test run left behind; undefined if no known runner wrote any of it. */
export function readTestResults(output: string, reportFiles: readonly string[]): TestResults | undefined {
  const fromFiles = reportFiles.flatMap((file) => firstOf(OF_FILES, file) ?? []);
  const [first] = fromFiles;
  if (first !== undefined) return { format: first.format, results: fromFiles.flatMap(({ results }) => results) };
  return firstOf(OF_FILES, output) ?? firstOf(OF_LINES, withShortLines(output));
}

function firstOf(
  parsers: readonly ((text: string) => TestResults | undefined)[],
  text: string,
): TestResults | undefined {
  for (const parse of parsers) {
    const results = parse(text);
    if (results !== undefined) return results;
  }
  return undefined;
}

function withShortLines(output: string): string {
  return output
    .split('\n')
    .map((line) => (line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line))
    .join('\n');
}
