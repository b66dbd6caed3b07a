import { Installation } from '@cadre/testing';
import { CRASH_SCENARIOS, crashPointsOf } from './harness/crash-scenarios';
import { expectCompletedOnce, startArmed, untilDead } from './harness/die-at';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { eventTypesOf } from './harness/task-facts';

describe('an orchestrator that dies while it dispatches', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create();
    await Promise.all([installation.gateway(), installation.worker()]);
  });
  afterAll(() => installation.close());

  it.each(crashPointsOf('dispatch'))('%s: the task completes once', async (point) => {
    const victim = await startArmed(installation, point);
    const taskId = await installation.client.accepted();
    await untilDead(victim);
    const successor = await installation.orchestrator();
    await untilAllEnded(installation);
    await expectCompletedOnce(installation, taskId, CRASH_SCENARIOS[point].attempts);
    const events = await eventTypesOf(installation, taskId);
    // What was committed and never published is missed on the bus and goes out again.
    expect(events.filter((type) => type === 'taken_back')).toHaveLength(point === 'dispatch.after_commit' ? 1 : 0);
    await proveSound(installation);
    await successor.stop();
  });
});
