import { appendFileSync } from 'node:fs';
import { type Lack, lackOf, type Requirement, RequirementError } from './requirement';

/** Where a run gathers what it skipped, and why; the end of the run prints it. */
const SKIPPED_VARIABLE = 'CADRE_TEST_SKIPPED';

/**
 * A suite that needs something of the machine. Where that is missing, or does not work, the suite is skipped and named at
 * the end of the run; under CI that may be a failure.
 */
export function describeWith(requirement: Requirement, name: string, suite: () => void): void {
  const lack = lackOf(requirement, requirement.look());
  const verdict = withoutDoubt(lack !== null, requirement.neededUnderCi, process.env['CI']);
  if (lack === null || verdict === 'run') describe(name, suite);
  else if (verdict === 'skip') skip(name, suite, lack);
  else describe(name, () => void it(`needs ${requirement.name}`, () => fail(lack)));
}

/** What becomes of a suite whose requirement is lacking, or is not. */
export function withoutDoubt(
  lacking: boolean,
  neededUnderCi: boolean,
  ci: string | undefined,
): 'run' | 'skip' | 'fail' {
  if (!lacking) return 'run';
  const underCi = ci !== undefined && ci !== '' && ci !== 'false';
  return underCi && neededUnderCi ? 'fail' : 'skip';
}

function skip(name: string, suite: () => void, lack: Lack): void {
  const file = process.env[SKIPPED_VARIABLE];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ suite: name, ...lack })}\n`);
  describe.skip(name, suite);
}

function fail(lack: Lack): never {
  throw new RequirementError(lack);
}
