import { withoutDoubt } from './describe-with';
import { lackOf, type Requirement, RequirementError } from './requirement';

const TOOL: Requirement = {
  name: 'the tool',
  install: 'install it',
  repair: 'repair it',
  neededUnderCi: true,
  look: () => ({ state: 'missing' }),
};

describe('a suite that needs something of the machine', () => {
  it.each([undefined, '', '1'])('runs where that is (CI=%s)', (ci) => {
    expect(withoutDoubt(false, true, ci)).toBe('run');
  });

  it.each([undefined, '', 'false'])('is skipped where that is not (CI=%s)', (ci) => {
    expect(withoutDoubt(true, true, ci)).toBe('skip');
  });

  it.each(['1', 'true'])('fails where that is not and nobody would read of it (CI=%s)', (ci) => {
    expect(withoutDoubt(true, true, ci)).toBe('fail');
    expect(withoutDoubt(true, false, ci)).toBe('skip');
  });

  it('says whether it is missing or does not work, and what helps', () => {
    expect(lackOf(TOOL, { state: 'works' })).toBeNull();
    expect(lackOf(TOOL, TOOL.look())).toEqual({
      why: 'the tool is not installed on this machine',
      remedy: 'install it',
    });
    const broken = lackOf(TOOL, { state: 'broken', why: 'not permitted' });
    expect(broken).toEqual({
      why: 'the tool is installed and does not work on this machine: not permitted',
      remedy: 'repair it',
    });
    expect(new RequirementError(broken ?? { why: '', remedy: '' }).message).toMatch(/not permitted \(repair it\)$/);
  });
});
