import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTestResults } from './read-test-results';
import type { TestResults } from './test-result';

const fixture = (name: string): string => readFileSync(join(__dirname, 'fixtures', name), 'utf8');

function counts(results: TestResults | undefined): Record<string, number> {
  const of = (status: string): number => results?.results.filter((result) => result.status === status).length ?? -1;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

const failures = (results: TestResults | undefined) => results?.results.filter(({ status }) => status === 'failed');

describe('what node:test wrote', () => {
  it.each(['node-tap.txt', 'node-spec.txt'])('%s is counted and named', (file) => {
    const results = readTestResults(fixture(file), []);
    expect(counts(results)).toEqual({ passed: 4, failed: 2, skipped: 2 });
    expect(results?.results.map(({ name }) => name)).toEqual([
      'basket > adds up',
      'basket > applies the discount',
      'basket > handles refunds',
      'basket > rounds',
      'basket > nested > deep',
      'top level passes',
      'throws # with a hash',
      'in another file',
    ]);
    expect(failures(results)).toEqual([
      {
        name: 'basket > applies the discount',
        status: 'failed',
        message: expect.stringContaining('expected 90 to be 100') as string,
        file: expect.stringContaining('a.test.js') as string,
        line: 4,
      },
      {
        name: 'throws # with a hash',
        status: 'failed',
        message: expect.stringContaining('boom: "quoted"') as string,
        file: expect.stringContaining('a.test.js') as string,
        line: 10,
      },
    ]);
  });

  it('its JUnit report is counted and named', () => {
    const results = readTestResults('', [fixture('node-junit.xml')]);
    expect(results?.format).toBe('junit');
    expect(counts(results)).toEqual({ passed: 4, failed: 2, skipped: 2 });
    expect(failures(results)?.[0]).toMatchObject({
      name: 'basket > applies the discount',
      message: 'expected 90 to be 100',
    });
  });
});

describe('what Jest wrote', () => {
  it('is counted and named, with the file that did not load', () => {
    const results = readTestResults('', [fixture('jest.json')]);
    expect(counts(results)).toEqual({ passed: 1, failed: 2, skipped: 2 });
    expect(failures(results)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'sum > fails',
          line: 1,
          file: '/workspace/sum.test.js',
          message: expect.stringContaining('Expected: 3') as string,
        }),
        expect.objectContaining({ name: '/workspace/broken.test.js', status: 'failed' }),
      ]),
    );
  });

  it('is found between other lines of output', () => {
    const results = readTestResults(
      `> x@1.0.0 test\n> jest --json\n\n${JSON.stringify(JSON.parse(fixture('jest.json')))}\n`,
      [],
    );
    expect(results?.format).toBe('jest');
  });
});

describe('what pytest wrote', () => {
  it('is counted from its last line, with the failures by name', () => {
    const results = readTestResults(fixture('pytest.txt'), []);
    expect(counts(results)).toEqual({ passed: 3, failed: 3, skipped: 2 });
    expect(failures(results)?.map(({ name }) => name)).toEqual([
      'test_a.py::test_bad',
      'test_a.py::TestX::test_param[2]',
      'test_a.py::test_err',
    ]);
    expect(failures(results)?.[0]).toMatchObject({ message: 'AssertionError: one is not two', file: 'test_a.py' });
  });

  it('is named throughout in its JUnit report', () => {
    const results = readTestResults('', [fixture('pytest-junit.xml')]);
    expect(counts(results)).toEqual({ passed: 3, failed: 3, skipped: 2 });
    expect(failures(results)?.map(({ name }) => name)).toContain('pytest > test_a.TestX > test_param[2]');
  });

  it('says so when it ran nothing', () => {
    expect(counts(readTestResults('============ no tests ran in 0.01s ============', []))).toEqual({
      passed: 0,
      failed: 0,
      skipped: 0,
    });
  });
});

describe('anything else', () => {
  it.each([
    '',
    'Hello',
    '{"a":1}',
    '<html><body></body></html>',
    '<testsuite',
    'ok 1 - but no version line',
    '3 passing (2s)',
  ])('%j has no results', (text) => {
    expect(readTestResults(text, [])).toBeUndefined();
    expect(readTestResults('', [text])).toBeUndefined();
  });

  it('does not expand what a report declares', () => {
    const bomb =
      '<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite name="s"><testcase name="&b;"/></testsuite>';
    expect(readTestResults('', [bomb])?.results).toEqual([{ name: 's > &b;', status: 'passed' }]);
  });

  it('gives up on a report nested without end', () => {
    expect(readTestResults('', ['<testsuite>'.repeat(10_000)])).toBeUndefined();
  });
});

describe('output made to hold up its reader', () => {
  it.each([
    ['comments without an end', '<!--'.repeat(250_000)],
    ['tags without an end', '<a '.repeat(300_000)],
    ['one endless line', `=${' 1'.repeat(500_000)}`],
    ['brackets', `TAP version 13\n${'ok 1 - ( '.repeat(100_000)}`],
  ])('%s is read in no time', (_, text) => {
    const started = performance.now();
    readTestResults(text, [text]);
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});
