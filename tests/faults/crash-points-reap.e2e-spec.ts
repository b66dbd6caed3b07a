import { Installation, until } from '@cadre/testing';
import { CRASH_SCENARIOS, crashPointsOf } from './harness/crash-scenarios';
import { expectCompletedOnce, startArmed, untilDead } from './harness/die-at';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { eventTypesOf, statusOf } from './harness/task-facts';

/** Every orchestrator leaves leases alone for 30 s after its start, and here two die one after the other. */
const PATIENCE_MS = 180_000;

describe('an orchestrator that dies while it ends the attempt of a lost worker', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create();
    await installation.gateway();
  });
  afterAll(() => installation.close());

  it(
    `${crashPointsOf('reap').join(', then ')}: the task completes once, in its second attempt`,
    async () => {
      const [first, then] = crashPointsOf('reap') as ['reap.before_commit', 'reap.after_commit'];
      const victim = await startArmed(installation, first);
      const lost = await installation.worker();
      const taskId = await installation.client.accepted({ parameters: { delay_ms: 1_000 } });
      await until(async () => (await statusOf(installation, taskId)) === 'running', { timeoutMs: 30_000 });
      await lost.kill();
      await untilDead(victim);
      expect(await statusOf(installation, taskId)).toBe('running');

      await untilDead(await startArmed(installation, then));
      expect(await statusOf(installation, taskId)).toBe('retry');

      await Promise.all([installation.orchestrator(), installation.worker()]);
      await untilAllEnded(installation);
      await expectCompletedOnce(installation, taskId, CRASH_SCENARIOS[then].attempts);
      expect(await eventTypesOf(installation, taskId)).toEqual([
        ...['submitted', 'queued', 'started', 'retry_scheduled'],
        ...['due', 'queued', 'started', 'completed'],
      ]);
      await proveSound(installation);
    },
    PATIENCE_MS,
  );
});
