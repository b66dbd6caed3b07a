import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Installation, type Service } from '@cadre/testing';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { factsOf } from './harness/task-facts';

/** Fills its memory as fast as it can. */
const GREEDY = `node -e "const all = []; for (;;) all.push(Buffer.alloc(16 << 20, 1))"`;
/** Never ends a line, and is no text. */
const GARBAGE = 'head -c 300000 /dev/urandom; printf "\\\\0\\\\377\\\\ud800 not ok 1 - <testsuite" ';

describe('a command that ends badly', () => {
  let installation: Installation;
  let worker: Service;
  beforeAll(async () => {
    installation = await Installation.create();
    const roots = { WORKSPACE_ROOTS: installation.home };
    [worker] = await Promise.all([installation.worker(roots), installation.orchestrator(), installation.gateway()]);
  });
  afterEach(async () => {
    // The worker that ran it is well, and in the same process.
    expect(worker.isRunning).toBe(true);
    const next = await installation.client.accepted();
    await untilAllEnded(installation);
    expect(await factsOf(installation, next)).toMatchObject({ status: 'completed', lease_no: 1 });
    await proveSound(installation);
  });
  afterAll(() => installation.close());

  it.each([
    ['is killed for its memory', GREEDY, 'SANDBOX_MEMORY_EXCEEDED'],
    ['prints without end', 'yes "$(head -c 1000 /dev/zero | tr "\\\\0" x)"', 'SANDBOX_OUTPUT_EXCEEDED'],
  ])('and %s fails its task after one counted attempt, with a dead letter', async (_, test, code) => {
    const id = await submit(test);
    await untilAllEnded(installation, 100_000);
    expect(await factsOf(installation, id)).toMatchObject({
      ...{ status: 'failed', error_code: code, lease_no: 1, failures_counted: 1 },
    });
    const letters = await installation.sql('SELECT error_class, state FROM dlq_tasks WHERE task_id = $1', id);
    expect(letters).toEqual([{ error_class: 'sandbox_limit', state: 'open' }]);
  });

  it.each([
    ['crashes by a signal', `sh -c 'kill -SEGV $$' || exit $?`, /exit code 139/],
    ['ends as if by a signal', 'exit 139', /exit code 139/],
    ['prints garbage', `${GARBAGE}; exit 1`, /exit code 1/],
  ])('and %s is a result, as a failing test is: the answer says how it ended', async (_, test, how) => {
    const id = await submit(test);
    await untilAllEnded(installation, 100_000);
    expect(await factsOf(installation, id)).toMatchObject({ status: 'completed', lease_no: 1 });
    const { result } = await installation.client.task(id);
    expect(result).toMatchObject({ ok: false, failures: [{ message: expect.stringMatching(how) }] });
  });

  function submit(test: string): Promise<string> {
    const path = join(installation.home, 'project');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'package.json'), '{"name":"poison","version":"1.0.0"}');
    const commands = { install: '', build: '', test };
    const parameters = { workspace: { path }, commands, limits_profile: 'build-test-small' };
    return installation.client.accepted({ agent_id: 'build-test', parameters });
  }
});
