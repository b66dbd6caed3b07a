import { describeTests, describeText } from './describe-outcome';

const task = { task_id: 't', status: 'completed' };

describe('what the demonstration shows', () => {
  it('of tests: how many passed, and which did not', () => {
    const result = {
      tests: { total: 7, passed: 6, failed: 1, skipped: 0 },
      failures: [{ name: 'rounds up', message: 'Expected equal:\n\n2 !== 2.5\n    at x' }],
    };
    expect(describeTests('examples/p', { ...task, result })).toEqual([
      'build-test of examples/p: 6 of 7 tests passed, 1 failed',
      '  ✗ rounds up: Expected equal: 2 !== 2.5',
    ]);
  });

  it('of a text: its title, and whether a model wrote it', () => {
    expect(describeText({ ...task, result: { title: 'T', simulated: true } })).toEqual([
      'copywriter: "T" (simulated: no model provider is configured)',
    ]);
    expect(describeText({ ...task, result: { title: 'T' } })).toEqual(['copywriter: "T"']);
    expect(describeText({ ...task, result: {} })).toEqual(['copywriter: "done"']);
  });

  it('of a failure: its code and reason', () => {
    const failed = {
      ...task,
      status: 'failed',
      result: null,
      error: { code: 'SANDBOX_UNAVAILABLE', message: 'no bwrap' },
    };
    expect(describeTests('examples/p', failed)).toEqual([
      'build-test of examples/p: failed (SANDBOX_UNAVAILABLE: no bwrap)',
    ]);
    expect(describeText({ ...task, status: 'cancelled', error: null })).toEqual(['copywriter: cancelled']);
  });
});
