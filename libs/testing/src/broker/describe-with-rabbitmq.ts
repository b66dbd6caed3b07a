import { appendFileSync } from 'node:fs';
import { RabbitMqMissingError, rabbitmqInstalled } from './find-rabbitmq';

/** Where a run gathers the names of what it skipped; the end of the run prints them. */
const SKIPPED_VARIABLE = 'CADRE_TEST_SKIPPED';

/**
 * A suite that needs RabbitMQ. On a machine without one it is skipped and named at the end of the run; under CI that is a
 * failure, because there nobody reads it.
 */
export function describeWithRabbitMq(name: string, suite: () => void): void {
  const verdict = withoutDoubt(rabbitmqInstalled(), process.env['CI']);
  if (verdict === 'run') describe(name, suite);
  else if (verdict === 'skip') skip(name, suite);
  else describe(name, () => void it('needs RabbitMQ', fail));
}

/** What becomes of a suite that needs RabbitMQ. */
export function withoutDoubt(installed: boolean, ci: string | undefined): 'run' | 'skip' | 'fail' {
  if (installed) return 'run';
  return ci === undefined || ci === '' || ci === 'false' ? 'skip' : 'fail';
}

function skip(name: string, suite: () => void): void {
  const file = process.env[SKIPPED_VARIABLE];
  if (file !== undefined) appendFileSync(file, `${name}\n`);
  describe.skip(name, suite);
}

function fail(): never {
  throw new RabbitMqMissingError();
}
