import { Installation } from '@cadre/testing';
import { CRASH_SCENARIOS, crashPointsOf } from './harness/crash-scenarios';
import { expectCompletedOnce, startArmed, untilDead } from './harness/die-at';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { eventTypesOf } from './harness/task-facts';

describe('an orchestrator that dies while it answers a worker', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create();
    await Promise.all([installation.gateway(), installation.worker()]);
  });
  afterAll(() => installation.close());

  it.each(crashPointsOf('attempt'))('%s: the task completes once, in one attempt', async (point) => {
    const victim = await startArmed(installation, point);
    const taskId = await installation.client.accepted();
    await untilDead(victim);
    const successor = await installation.orchestrator();
    await untilAllEnded(installation);
    await expectCompletedOnce(installation, taskId, CRASH_SCENARIOS[point].attempts);
    const started = (await eventTypesOf(installation, taskId)).filter((type) => type === 'started');
    expect(started).toHaveLength(1);
    await proveSound(installation);
    await successor.stop();
  });
});
