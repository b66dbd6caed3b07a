import { describeChain, describeTests } from './describe-outcome';

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

  it('of a chain: its end, whether models did it, and its steps', () => {
    const run = { workflow_id: 'w', status: 'completed', steps: [{ path: 'blog', output: { simulated: true } }] };
    expect(describeChain('launch', run, 'blog  copywriter  (completed)\n')).toEqual([
      'launch: completed (simulated: no model provider is configured)',
      '  blog  copywriter  (completed)',
    ]);
    expect(describeChain('launch', { ...run, steps: [{ path: 'blog', output: {} }] }, '')).toEqual([
      'launch: completed',
    ]);
    const error = { code: 'STEP_FAILED', message: 'blog failed' };
    expect(describeChain('launch', { workflow_id: 'w', status: 'failed', error }, '')).toEqual([
      'launch: failed (STEP_FAILED: blog failed)',
    ]);
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
    expect(describeTests('p', { ...task, status: 'cancelled', error: null })).toEqual(['build-test of p: cancelled']);
  });
});
