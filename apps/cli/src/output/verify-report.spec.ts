import { verifyReport, verifyReportJson } from './verify-report';

const HOLDS = {
  check: 'C1',
  title: 'No accepted task is lost',
  notApplicable: null,
  checked: 12_345,
  violations: 0,
  examples: [],
} as const;
const UNBUILT = {
  check: 'C10',
  title: 'Schedules fire once',
  notApplicable: 'this version has no schedules',
  checked: 0,
  violations: 0,
  examples: [],
} as const;
const BROKEN = {
  check: 'C4',
  title: 'The events of a task fold to its row',
  notApplicable: null,
  checked: 12_345,
  violations: 1002,
  examples: [
    { taskId: 'task-1', problem: 'is queued, but its events lead to pending' },
    { taskId: null, problem: 'something about no task' },
  ],
} as const;

describe('verifyReport', () => {
  it('says in a line what was looked at when all is well', () => {
    expect(verifyReport([HOLDS])).toBe('✓ C1  No accepted task is lost: ok, 12,345 checked\n\nAll checks hold.\n');
  });

  it('says what does not apply yet, and why', () => {
    expect(verifyReport([HOLDS, UNBUILT]).split('\n').slice(1)).toEqual([
      '– C10 Schedules fire once: not applicable yet, this version has no schedules',
      '',
      'All checks hold. 1 do not apply yet.',
      '',
    ]);
  });

  it('shows the first violations and how many there are', () => {
    expect(verifyReport([HOLDS, BROKEN]).split('\n').slice(1)).toEqual([
      '✗ C4  The events of a task fold to its row: 1,002 of 12,345',
      '      task task-1 is queued, but its events lead to pending',
      '      something about no task',
      '      and 1,000 more',
      '',
      '1 of 2 checks do not hold.',
      '',
    ]);
  });
});

describe('verifyReportJson', () => {
  it('says the same to a program', () => {
    expect(JSON.parse(verifyReportJson([HOLDS]))).toEqual({
      ok: true,
      checks: [
        {
          check: 'C1',
          title: 'No accepted task is lost',
          not_applicable: null,
          checked: 12_345,
          violations: 0,
          examples: [],
        },
      ],
    });
    expect(JSON.parse(verifyReportJson([BROKEN]))).toMatchObject({
      ok: false,
      checks: [{ check: 'C4', violations: 1002, examples: [{ task_id: 'task-1' }, { task_id: null }] }],
    });
  });
});
