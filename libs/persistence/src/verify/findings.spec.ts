import { Findings } from './findings';

describe('Findings', () => {
  it('counts all and shows the first few', () => {
    const findings = new Findings('C4', 2);
    findings.saw(10);
    findings.saw(5);
    for (const task of ['a', 'b', 'c']) findings.violated(task, 'is odd');
    expect(findings.report()).toEqual({
      check: 'C4',
      title: 'The events of a task fold to its row',
      notApplicable: null,
      checked: 15,
      violations: 3,
      examples: [
        { taskId: 'a', problem: 'is odd' },
        { taskId: 'b', problem: 'is odd' },
      ],
    });
  });

  it('says why there is nothing to look at', () => {
    const findings = new Findings('C8', 2);
    findings.doesNotApply('this version has no workflows');
    expect(findings.report()).toMatchObject({
      notApplicable: 'this version has no workflows',
      checked: 0,
      violations: 0,
    });
  });
});
