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

describe('what Mocha wrote', () => {
  const bad = [
    {
      ...{ name: 'basket > applies the discount', status: 'failed', file: 'm.js', line: 4 },
      message: expect.stringMatching(/Expected values to be strictly equal:\n90 !== 100\n.*\n-90\n\+100$/) as string,
    },
    {
      ...{ name: 'basket > nested > throws', status: 'failed', file: 'm.js', line: 8 },
      message: 'TypeError: boom: "quoted"',
    },
  ];

  it('is counted and named', () => {
    const results = readTestResults(fixture('mocha-spec.txt'), []);
    expect(results?.format).toBe('mocha');
    expect(results?.results.map(({ name }) => name)).toEqual([
      ...['top level passes', 'basket > adds up', 'basket > nested > deep', 'basket > rounds'],
      ...['basket > applies the discount', 'basket > nested > throws'],
    ]);
    expect(counts(results)).toEqual({ passed: 3, failed: 2, skipped: 1 });
    expect(failures(results)).toEqual(bad);
  });

  it('is counted, and names what failed, where the others have no names', () => {
    const results = readTestResults(fixture('mocha-dot.txt'), []);
    expect(counts(results)).toEqual({ passed: 3, failed: 2, skipped: 1 });
    expect(failures(results)).toEqual(bad);
  });

  it('is summed up when it ran twice', () => {
    const twice = fixture('mocha-spec.txt') + fixture('mocha-spec.txt');
    expect(counts(readTestResults(twice, []))).toEqual({ passed: 6, failed: 4, skipped: 2 });
  });
});

describe('what tape wrote', () => {
  it('is counted and named, assertion by assertion', () => {
    const results = readTestResults(fixture('tape.txt'), []);
    expect(results?.results.map(({ name, status }) => [name, status])).toEqual([
      ['basket > adds up', 'passed'],
      ['basket > applies the discount', 'failed'],
      ['rounds', 'skipped'],
      ['deep > should be deeply equivalent', 'failed'],
      ['deep > later', 'skipped'],
    ]);
    expect(failures(results)).toMatchObject([
      { message: 'expected 100, got 90', file: '/workspace/t.js', line: 2 },
      { message: 'expected { a: 2 }, got { a: 1 }', file: '/workspace/t.js', line: 4 },
    ]);
  });
});

describe('what unittest wrote', () => {
  const bad = [
    {
      name: 'test_refunds (test_basket.Basket.test_refunds)',
      ...{ status: 'failed', message: "KeyError: 'refund'", file: '/workspace/test_basket.py', line: 12 },
    },
    {
      name: 'test_discount (test_basket.Basket.test_discount)',
      ...{ status: 'failed', message: 'AssertionError: 90 != 100 : the discount is not applied' },
      ...{ file: '/workspace/test_basket.py', line: 9 },
    },
  ];

  it.each(['unittest.txt', 'unittest-short.txt'])('%s is counted, and names what failed', (file) => {
    const results = readTestResults(fixture(file), []);
    expect(results?.format).toBe('unittest');
    expect(counts(results)).toEqual({ passed: 2, failed: 2, skipped: 2 });
    expect(failures(results)).toEqual(bad);
  });

  it('names the others where it was asked to tell them', () => {
    expect(
      readTestResults(fixture('unittest.txt'), [])
        ?.results.slice(0, 4)
        .map(({ name }) => name),
    ).toEqual([
      'test_adds_up (test_basket.Basket.test_adds_up)',
      'Says what it does in words.',
      'test_known (test_basket.Basket.test_known)',
      'test_later (test_basket.Basket.test_later)',
    ]);
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
